package dev.dragoman.config;

import dev.dragoman.event.ReplyTo;
import dev.dragoman.event.S3Location;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** The rules that the types of the settings cannot express. A failed check names the variable at fault. */
public final class Checks {
    private static final Duration SHORTEST_LEASE = Duration.ofSeconds(3);
    private static final Duration LONGEST_URL_LIFETIME = Duration.ofDays(7);

    private static final Pattern ORIGIN = Pattern.compile("[a-z][a-z0-9+.-]*://[^/?#@*\\sA-Z]+");
    private static final Pattern HEADER = Pattern.compile("[a-z0-9-]{1,64}");

    // What belongs to one connection or one message (RFC 9110, 7.6.1), who is calling from where, and keys.
    private static final Pattern OWN_HEADER = Pattern.compile(
            "(?:accept|content|proxy|sec|x-forwarded|x-amz|x-amzn)(?:-.*)?"
                    + "|connection|keep-alive|te|trailer|transfer-encoding|upgrade|expect|host|via|forwarded|x-real-ip|referer|origin"
                    + "|user-agent|idempotency-key|cookie2?|(?:.*-)?(?:authorization|key|token|secret|password|credential)s?");

    private Checks() {}

    /**
     * Checks the model's settings.
     *
     * @param config the settings
     * @return the provider's key; empty if it has to be read from a secret store
     * @throws ConfigurationException naming the variable at fault
     */
    public static String model(ModelConfig config) {
        URI url = baseUrl(config);
        boolean http = "http".equals(url.getScheme()) || "https".equals(url.getScheme());
        require(
                http && url.getHost() != null && url.getQuery() == null,
                "DRAGOMAN_MODEL_BASE_URL",
                "has to be an http or https URL without query, ending in /v1.");
        atLeastOne("DRAGOMAN_MODEL_MAX_OUTPUT_TOKENS", config.maxOutputTokens());
        atLeastOne("DRAGOMAN_MODEL_MAX_CHOICES", config.maxChoices());
        positive("DRAGOMAN_MODEL_CONNECT_TIMEOUT", config.connectTimeout());
        positive("DRAGOMAN_MODEL_FIRST_BYTE_TIMEOUT", config.firstByteTimeout());
        positive("DRAGOMAN_MODEL_IDLE_TIMEOUT", config.idleTimeout());
        positive("DRAGOMAN_MODEL_TOTAL_TIMEOUT", config.totalTimeout());
        atLeastOne("DRAGOMAN_MODEL_CONNECTIONS", config.connections());
        notNegative("DRAGOMAN_MODEL_LEAST_TIME", config.leastTime());
        notNegative("DRAGOMAN_MODEL_LONGEST_WAIT", config.longestWait());
        positive("DRAGOMAN_MODEL_BREAKER_REST", config.breakerRest());
        atLeastOne("DRAGOMAN_MODEL_MAX_ATTEMPTS", config.maxAttempts());
        atLeastOne("DRAGOMAN_MODEL_BREAKER_VOLUME", config.breakerVolume());
        require(config.maxAnswer().asLongValue() >= 1024, "DRAGOMAN_MODEL_MAX_ANSWER", "has to be at least 1K.");
        return key(config)
                .or(() -> secret(config).map(elsewhere -> ""))
                .orElseThrow(() -> new ConfigurationException(
                        "GMI_API_KEY",
                        "is not set; it holds the provider's key (or use DRAGOMAN_MODEL_API_KEY,"
                                + " or DRAGOMAN_MODEL_API_KEY_SECRET)."));
    }

    /**
     * Where to read the provider's key from if the settings do not hold it.
     *
     * @param config the settings
     * @return the ARN; empty if the settings hold the key itself, or neither
     */
    public static Optional<String> secret(ModelConfig config) {
        return config.apiKeySecret()
                .map(String::strip)
                .filter(arn -> !arn.isEmpty() && key(config).isEmpty());
    }

    private static Optional<String> key(ModelConfig config) {
        return config.apiKey().map(String::strip).filter(key -> !key.isEmpty());
    }

    /**
     * The provider's base URL, to whose path those of the endpoints are appended.
     *
     * @param config the settings
     * @return without a slash at its end; the path may be empty
     * @throws ConfigurationException if it is not a URL
     */
    public static URI baseUrl(ModelConfig config) {
        try {
            return new URI(config.baseUrl().strip().replaceFirst("/+$", ""));
        } catch (URISyntaxException malformed) {
            throw new ConfigurationException("DRAGOMAN_MODEL_BASE_URL", "is not a URL.");
        }
    }

    /**
     * Checks the documents' settings. Above all, no result may be taken for a new document.
     *
     * @param config the settings
     * @throws ConfigurationException naming the variable at fault
     */
    public static void documents(DocumentsConfig config) {
        String input = config.input();
        Optional<S3Location> elsewhere = S3Location.parse(config.output());
        String output = elsewhere.map(S3Location::key).orElse(config.output());
        prefix("DRAGOMAN_DOCUMENTS_INPUT", input);
        require(
                elsewhere.isPresent() || !output.contains("://"),
                "DRAGOMAN_DOCUMENTS_OUTPUT",
                "has to be a key prefix such as summaries/ or s3://bucket/prefix/.");
        if (elsewhere.isEmpty() || !output.isEmpty()) {
            prefix("DRAGOMAN_DOCUMENTS_OUTPUT", output);
        }
        require(
                !input.startsWith("done/") && !input.startsWith("failed/"),
                "DRAGOMAN_DOCUMENTS_INPUT",
                "lies under done/ or failed/, where polled documents are put away.");
        require(
                !output.startsWith(input),
                "DRAGOMAN_DOCUMENTS_OUTPUT",
                "lies under DRAGOMAN_DOCUMENTS_INPUT: summaries would be summarised again; choose another prefix.");
        require(
                elsewhere.isPresent() || !input.startsWith(output),
                "DRAGOMAN_DOCUMENTS_INPUT",
                "lies under DRAGOMAN_DOCUMENTS_OUTPUT: no document would be taken; choose another prefix.");
        positive("DRAGOMAN_DOCUMENTS_URL_LIFETIME", config.urlLifetime());
        require(
                config.urlLifetime().compareTo(LONGEST_URL_LIFETIME) <= 0,
                "DRAGOMAN_DOCUMENTS_URL_LIFETIME",
                "may be at most 7 days.");
        positive("DRAGOMAN_DOCUMENTS_FETCH_TIMEOUT", config.fetchTimeout());
        atLeastOne("DRAGOMAN_DOCUMENTS_MAX_ATTACHMENTS", config.maxAttachments());
        atLeastOne("DRAGOMAN_DOCUMENTS_MAX_OUTPUT_TOKENS", config.maxOutputTokens());
        atLeastOne("DRAGOMAN_DOCUMENTS_PARTS_MAX_TOKENS", config.partsMaxTokens());
        atLeastOne("DRAGOMAN_DOCUMENTS_PARTS_MAX_PAGES", config.partsMaxPages());
        atLeastOne("DRAGOMAN_DOCUMENTS_PARTS_MAX", config.partsMax());
        config.rules().forEach((name, rule) -> {
            String variable = "DRAGOMAN_DOCUMENTS_RULES_%s_PARTS_MAX"
                    .formatted(name.toUpperCase(Locale.ROOT).replace('-', '_'));
            rule.partsMaxTokens().ifPresent(most -> atLeastOne(variable + "_TOKENS", most));
            rule.partsMaxPages().ifPresent(most -> atLeastOne(variable + "_PAGES", most));
            rule.partsMax().ifPresent(most -> atLeastOne(variable, most));
        });
    }

    /**
     * Checks the settings that apply to every ask.
     *
     * @param config the settings
     * @throws ConfigurationException naming the variable at fault
     */
    public static void asks(AsksConfig config) {
        Optional<S3Location> ledger = S3Location.parse(config.ledger());
        require(
                ledger.isPresent() || config.ledger().equals("memory"),
                "DRAGOMAN_LEDGER",
                "has to be \"memory\" or s3://bucket/prefix/.");
        ledger.map(S3Location::key).filter(key -> !key.isEmpty()).ifPresent(key -> prefix("DRAGOMAN_LEDGER", key));
        config.lease()
                .ifPresent(lease ->
                        require(lease.compareTo(SHORTEST_LEASE) >= 0, "DRAGOMAN_LEASE", "has to be at least 3s."));
        atLeastOne("DRAGOMAN_CONCURRENCY", config.concurrency());
    }

    /**
     * Checks that the ledger's entries are not taken for documents.
     *
     * @param asks where the ledger is
     * @param documents where documents are looked for
     * @throws ConfigurationException naming the variable at fault
     */
    public static void apart(AsksConfig asks, DocumentsConfig documents) {
        S3Location.parse(asks.ledger())
                .ifPresent(ledger -> require(
                        !ledger.key().startsWith(documents.input()),
                        "DRAGOMAN_LEDGER",
                        "lies under DRAGOMAN_DOCUMENTS_INPUT: its entries would be summarised."));
    }

    /**
     * Checks that a document's URL is still valid when the last attempt of a call begins.
     *
     * @param documents how long a presigned URL is valid
     * @param model how long a call may take
     * @throws ConfigurationException naming the variable at fault
     */
    public static void outlives(DocumentsConfig documents, ModelConfig model) {
        require(
                documents.urlLifetime().compareTo(model.totalTimeout()) >= 0,
                "DRAGOMAN_DOCUMENTS_URL_LIFETIME",
                "has to be at least DRAGOMAN_MODEL_TOTAL_TIMEOUT.");
    }

    /**
     * Checks what a server polls.
     *
     * @param config the settings
     * @throws ConfigurationException naming the variable at fault
     */
    public static void poll(PollConfig config) {
        // Camel reads the interval too. Without a unit, Camel and Quarkus would each assume a different one.
        require(
                config.interval().matches("[1-9][0-9]{0,8}(ms|s|m|h)"),
                "DRAGOMAN_POLL_INTERVAL",
                "has to be a time such as 500ms, 5s or 1m.");
        require(config.messages() >= 1 && config.messages() <= 10, "DRAGOMAN_POLL_MESSAGES", "has to be from 1 to 10.");
        require(
                config.visibility() >= 10 && config.visibility() <= 43_200,
                "DRAGOMAN_POLL_VISIBILITY",
                "has to be from 10 to 43200 seconds.");
        boolean fifo = config.queue().filter(name -> name.endsWith(".fifo")).isPresent();
        require(
                !fifo || config.messages() == 1,
                "DRAGOMAN_POLL_MESSAGES",
                "has to be 1 for a FIFO queue, or its order could not be kept.");
    }

    /**
     * Checks the limits of calls over HTTP.
     *
     * @param config the settings
     * @throws ConfigurationException naming the variable at fault
     */
    public static void http(HttpConfig config) {
        atLeastOne("DRAGOMAN_HTTP_CONCURRENCY", config.concurrency());
        atLeastOne("DRAGOMAN_HTTP_MAX_BODY", config.maxBody().asLongValue());
        positive("DRAGOMAN_HTTP_BODY_TIMEOUT", config.bodyTimeout());
        origins(config);
        forwardHeaders(config);
    }

    /**
     * The origins of the web pages that may call.
     *
     * @param config the settings
     * @return as browsers send them
     * @throws ConfigurationException if one of them is none
     */
    public static List<String> origins(HttpConfig config) {
        List<String> origins = stripped(config.origins());
        for (String origin : origins) {
            require(
                    ORIGIN.matcher(origin).matches(),
                    "DRAGOMAN_HTTP_ORIGINS",
                    "has to be a comma-separated list of origins as browsers send them, such as"
                            + " https://chat.example.com: lower case, without a path, and no \"*\".");
        }
        return origins;
    }

    /**
     * The headers that the provider gets as the client sent them.
     *
     * @param config the settings
     * @return their names in lower case
     * @throws ConfigurationException if one of them must not be forwarded
     */
    public static List<String> forwardHeaders(HttpConfig config) {
        List<String> names = stripped(config.forwardHeaders()).stream()
                .map(name -> name.toLowerCase(Locale.ROOT))
                .toList();
        for (String name : names) {
            require(
                    HEADER.matcher(name).matches() && !OWN_HEADER.matcher(name).matches(),
                    "DRAGOMAN_HTTP_FORWARD_HEADERS",
                    "names a header that Dragoman sets itself, or that may carry a key, a cookie or an address; leave it out.");
        }
        return names;
    }

    /**
     * Checks the settings of queues.
     *
     * @param config the settings
     * @throws ConfigurationException naming the variable at fault
     */
    public static void queue(QueueConfig config) {
        config.reply()
                .ifPresent(url -> require(
                        ReplyTo.Queue.parse(url).isPresent(),
                        "DRAGOMAN_QUEUE_REPLY",
                        "has to be the URL of an SQS queue, such as"
                                + " https://sqs.eu-central-1.amazonaws.com/111122223333/answers."));
        config.maxReceives().ifPresent(most -> atLeastOne("DRAGOMAN_QUEUE_MAX_RECEIVES", most));
    }

    private static List<String> stripped(Optional<List<String>> list) {
        return list.orElse(List.of()).stream().map(String::strip).toList();
    }

    private static void prefix(String variable, String value) {
        require(
                value.endsWith("/") && !value.startsWith("/"),
                variable,
                "has to end in a slash and not begin with one.");
    }

    private static void atLeastOne(String variable, long value) {
        require(value >= 1, variable, "has to be at least 1.");
    }

    private static void notNegative(String variable, Duration value) {
        require(!value.isNegative(), variable, "must not be negative.");
    }

    private static void positive(String variable, Duration value) {
        require(value.compareTo(Duration.ZERO) > 0, variable, "has to be longer than zero.");
    }

    private static void require(boolean holds, String variable, String sentence) {
        if (!holds) {
            throw new ConfigurationException(variable, sentence);
        }
    }
}
