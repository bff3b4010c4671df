package dev.dragoman.config;

import io.smallrye.config.WithDefault;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Renders docs/configuration.md: names, types and defaults from the interfaces, the words from their Javadoc. */
final class ConfigurationDoc {
    private static final Path SOURCES = Path.of("src/main/java/dev/dragoman/config");

    private static final String FOREWORD = """
            # Configuration

            <!-- Generated from the interfaces in src/main/java/dev/dragoman/config; don't edit. To renew it:
                 mvn test -Dtest=ConfigurationDocTest -Dupdate.docs=true -->

            Every setting is an environment variable, or the property of the same name as a Java system property. A wrong
            value stops the start with the variable's name. Durations are written as `500ms`, `30s`, `5m` or `1h`, sizes as
            `512K` or `50M`, lists with commas.

            Set outside of Dragoman's own names:

            | variable | default | meaning |
            |---|---|---|
            | `GMI_API_KEY` | none | The provider's key under its usual name; `DRAGOMAN_MODEL_API_KEY` wins. |
            | `AWS_REGION` | from the AWS profile | The region of the buckets and queues. |
            | `AWS_ACCESS_KEY_ID`, `AWS_SECRET_ACCESS_KEY`, `AWS_SESSION_TOKEN` | the AWS SDK's own search: profile, container or instance role | The AWS credentials. In Lambda the function's role sets them. |
            | `AWS_ENDPOINT_URL`, `AWS_ENDPOINT_URL_S3`, `AWS_ENDPOINT_URL_SQS` | AWS | Another S3 and SQS than AWS's own. Buckets then stand in the path, unless `QUARKUS_S3_PATH_STYLE_ACCESS=false`. |
            | `QUARKUS_HTTP_PORT` | `8080` | The port that a server listens on. |
            | `QUARKUS_HTTP_LIMITS_MAX_HEADER_SIZE` | `20K` | The most that a request's headers may have together; larger ones get 431. |
            | `QUARKUS_HTTP_IDLE_TIMEOUT` | `10M` | How long a connection may be open on which nothing moves. |
            | `quarkus.rest-client.model.*` | none | The client of the provider, as the Quarkus guide to the REST client lists: `tls-configuration-name`, `proxy-address`, `headers` and others. URL, timeouts, pool, redirects and HTTP version are Dragoman's own. Holds for streams too, except `headers` and `user-agent`. |
            | `https.proxyHost`, `https.proxyPort` (`http.` for a provider without TLS), `http.nonProxyHosts`: Java system properties only | none | A proxy on the way to the provider. What clients name is never fetched through it. |
            | `QUARKUS_LOG_CONSOLE_JSON_ENABLED` | `true` | `false` gives log lines for people instead of JSON. |

            Fixed, whatever is set: JSON is read to a nesting of 500 and to numbers of 1,000 digits, and a text in it may be as
            long as the body; ids and `Idempotency-Key` have at most 255 characters, URLs that are fetched 2,048, answers to
            a queue 1 MiB, results of a function 6 MB.
            """;

    // Javadoc, annotations, type, name: as the interfaces are written.
    private static final Pattern SETTING = Pattern.compile(
            "/\\*\\*((?:(?!\\*/).)*)\\*/\\s*(?:@\\w+(?:\\([^)]*\\))?\\s*)*[\\w.<>, ]+?\\s(\\w+)\\(\\);",
            Pattern.DOTALL);
    private static final Pattern GROUP =
            Pattern.compile("/\\*\\*((?:(?!\\*/).)*)\\*/\\s*@ConfigMapping", Pattern.DOTALL);
    private static final Pattern LINK = Pattern.compile("\\{@link \\w*#(\\w+)\\(\\)}");
    private static final Pattern CODE = Pattern.compile("\\{@code ([^}]*)}");

    /**
     * One row.
     *
     * @param property its name, with {@code <name>} where the user names a rule
     * @param defaultValue empty for none
     * @param meaning Markdown
     */
    record Setting(String property, Optional<String> defaultValue, String meaning) {
        String variable() {
            return property.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
        }

        String row() {
            String shown = defaultValue.map(value -> "`" + value + "`").orElse("none");
            return "| `%s` | `%s` | %s | %s |\n".formatted(variable(), property, shown, meaning.replace("|", "\\|"));
        }
    }

    private ConfigurationDoc() {}

    static String render() {
        return FOREWORD + types().stream().map(ConfigurationDoc::section).collect(Collectors.joining());
    }

    static List<Class<?>> types() {
        try (Stream<Path> files = Files.list(SOURCES)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith("Config.java"))
                    .sorted()
                    .<Class<?>>map(name -> type(name.replace(".java", "")))
                    .toList();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static Class<?> type(String name) {
        try {
            return Class.forName(ConfigurationDoc.class.getPackageName() + "." + name);
        } catch (ClassNotFoundException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static String section(Class<?> type) {
        String about = GROUP.matcher(source(type))
                .results()
                .map(group -> markdown(group.group(1)))
                .findFirst()
                .orElseThrow();
        String rows = settings(type).stream().map(Setting::row).collect(Collectors.joining());
        return "\n## `%s`\n\n%s\n\n| variable | property | default | meaning |\n|---|---|---|---|\n%s"
                .formatted(Settings.prefix(type), about, rows);
    }

    private static String source(Class<?> type) {
        try {
            return Files.readString(SOURCES.resolve(type.getSimpleName() + ".java"));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /** Every key of an interface in the order of its source; a map's keys stand in for it. */
    static List<Setting> settings(Class<?> type) {
        String source = source(type);
        List<Setting> settings = new ArrayList<>();
        for (MatchResult found : SETTING.matcher(source).results().toList()) {
            Class<?> owner = owner(type, source, found.start());
            Method method = method(owner, found.group(2));
            if (method.getReturnType() != Map.class) {
                String group = owner == type ? "" : "rules.<name>.";
                String property = Settings.prefix(type) + "." + group + Settings.key(method);
                settings.add(new Setting(property, defaultValue(method), meaning(found.group(1))));
            }
        }
        return settings;
    }

    // Nested interfaces stand behind the keys of their outer one.
    private static Class<?> owner(Class<?> type, String source, int position) {
        return Stream.of(type.getDeclaredClasses())
                .filter(Class::isInterface)
                .filter(nested -> position > source.indexOf("interface " + nested.getSimpleName() + " {"))
                .findFirst()
                .<Class<?>>map(nested -> nested)
                .orElse(type);
    }

    private static Method method(Class<?> owner, String name) {
        try {
            return owner.getMethod(name);
        } catch (NoSuchMethodException misread) {
            throw new IllegalStateException(misread);
        }
    }

    private static Optional<String> defaultValue(Method method) {
        return Optional.ofNullable(method.getAnnotation(WithDefault.class)).map(WithDefault::value);
    }

    private static String meaning(String javadoc) {
        List<String> parts = List.of(javadoc.split("@return", 2));
        String value = parts.size() < 2 ? "" : " (" + markdown(parts.get(1)) + ")";
        return markdown(parts.get(0)) + value;
    }

    private static String markdown(String javadoc) {
        String line = javadoc.replaceAll("\\s*\\n[ ]*[*]?[ ]*", " ")
                .replaceFirst("[ *]+$", "")
                .strip();
        line = LINK.matcher(line).replaceAll("`$1`");
        return CODE.matcher(line).replaceAll("`$1`");
    }
}
