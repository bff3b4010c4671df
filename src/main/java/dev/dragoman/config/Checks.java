package dev.dragoman.config;

import dev.dragoman.event.AllowedObjects;
import dev.dragoman.event.QueueAddress;
import dev.dragoman.event.ReplyTo;
import dev.dragoman.event.S3Location;
import dev.dragoman.event.S3Place;
import io.quarkus.runtime.configuration.MemorySize;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The rules that the types of the settings cannot express. A failed check names the variable at fault. */
public final class Checks {
    private static final Duration SHORTEST_TIME = Duration.ofMillis(1);
    private static final Duration LONGEST_TIME = Duration.ofHours(24);
    private static final Duration SHORTEST_WINDOW = Duration.ofSeconds(1);
    private static final Duration LONGEST_WINDOW = Duration.ofDays(7);
    private static final int MOST_IN_A_BATCH = 1_000;
    private static final Duration SHORTEST_LEASE = Duration.ofSeconds(3);
    private static final Duration SHORTEST_URL_LIFETIME = Duration.ofSeconds(1);
    private static final Duration LONGEST_URL_LIFETIME = Duration.ofDays(7);

    /** What is kept in memory in one piece has less than 2 GiB. */
    private static final long LARGEST = Integer.MAX_VALUE;

    private static final long MOST_TOKENS = 100_000_000;
    private static final long MOST_AT_A_TIME = 100_000;
    private static final long MOST_PARTS = 1_000_000;

    /** Visible ASCII: what a header can carry (RFC 9110, 5.5), but white space, which would end a bearer token. */
    private static final Pattern KEY = Pattern.compile("[!-~]+");

    private static final Pattern HOST = Pattern.compile("[a-z0-9_-]+(?:\\.[a-z0-9_-]+)*|\\[[0-9a-f:.]+]");
    private static final Pattern ORIGIN = Pattern.compile("[a-z][a-z0-9+.-]*://[^/?#@*\\sA-Z]+");
    private static final Pattern INTERVAL = Pattern.compile("([1-9][0-9]{0,8})(ms|s|m|h)");

    /** One that parts two entries: a backslash before it makes it part of an entry. */
    private static final Pattern COMMA = Pattern.compile("(?<!\\\\),");

    private static final Pattern HEADER = Pattern.compile("[a-z0-9-]{1,64}");

    // What belongs to one connection or one message (RFC 9110, 7.6.1), who is calling from where, and keys.
    private static final Pattern OWN_HEADER = Pattern.compile(
            "(?:accept|content|proxy|sec|x-forwarded|x-amz|x-amzn)(?:-.*)?"
                    + "|connection|keep-alive|te|trailer|transfer-encoding|upgrade|expect|host|via|forwarded|x-real-ip|referer|origin"
                    + "|user-agent|idempotency-key|cookie2?|(?:.*-)?(?:authorization|key|token|secret|password|credential)s?");

    private static final List<String> TRACE_HEADERS = List.of("traceparent", "tracestate", "baggage");

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
                http && url.getHost() != null && isBare(url),
                "DRAGOMAN_MODEL_BASE_URL",
                "has to be an http or https URL without user, query and fragment, ending in /v1.");
        require(!config.name().isBlank(), "DRAGOMAN_MODEL_NAME", "is blank; it has to name a model.");
        number("DRAGOMAN_MODEL_MAX_OUTPUT_TOKENS", config.maxOutputTokens(), MOST_TOKENS);
        number("DRAGOMAN_MODEL_MAX_CHOICES", config.maxChoices(), 1_000);
        time("DRAGOMAN_MODEL_CONNECT_TIMEOUT", config.connectTimeout());
        time("DRAGOMAN_MODEL_FIRST_BYTE_TIMEOUT", config.firstByteTimeout());
        time("DRAGOMAN_MODEL_IDLE_TIMEOUT", config.idleTimeout());
        time("DRAGOMAN_MODEL_TOTAL_TIMEOUT", config.totalTimeout());
        number("DRAGOMAN_MODEL_CONNECTIONS", config.connections(), MOST_AT_A_TIME);
        timeOrZero("DRAGOMAN_MODEL_LEAST_TIME", config.leastTime());
        timeOrZero("DRAGOMAN_MODEL_LONGEST_WAIT", config.longestWait());
        time("DRAGOMAN_MODEL_BREAKER_REST", config.breakerRest());
        number("DRAGOMAN_MODEL_MAX_ATTEMPTS", config.maxAttempts(), 100);
        number("DRAGOMAN_MODEL_BREAKER_VOLUME", config.breakerVolume(), MOST_AT_A_TIME);
        size("DRAGOMAN_MODEL_MAX_ANSWER", config.maxAnswer(), 1024);
        key(config)
                .ifPresent(key -> require(
                        isKey(key),
                        "GMI_API_KEY",
                        "(or DRAGOMAN_MODEL_API_KEY) holds white space, a line break or another character that no header"
                                + " can carry: set the key alone, as its provider shows it."));
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

    /**
     * Whether a text can be sent as a key.
     *
     * @param text without white space at its ends
     * @return false if it holds a character that no bearer token can have: white space, a line break, or one beyond ASCII
     */
    public static boolean isKey(String text) {
        return KEY.matcher(text).matches();
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

    private static boolean isBare(URI url) {
        return url.getRawUserInfo() == null
                && url.getRawQuery() == null
                && url.getRawFragment() == null
                && url.getPort() <= 65_535;
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
        require(
                config.urlLifetime().compareTo(SHORTEST_URL_LIFETIME) >= 0
                        && config.urlLifetime().compareTo(LONGEST_URL_LIFETIME) <= 0,
                "DRAGOMAN_DOCUMENTS_URL_LIFETIME",
                "has to be from 1s to 7 days.");
        time("DRAGOMAN_DOCUMENTS_FETCH_TIMEOUT", config.fetchTimeout());
        size("DRAGOMAN_DOCUMENTS_MAX_SIZE", config.maxSize(), 1);
        size("DRAGOMAN_DOCUMENTS_MAX_TEXT_SIZE", config.maxTextSize(), 1);
        number("DRAGOMAN_DOCUMENTS_MAX_ATTACHMENTS", config.maxAttachments(), 10_000);
        number("DRAGOMAN_DOCUMENTS_MAX_OUTPUT_TOKENS", config.maxOutputTokens(), MOST_TOKENS);
        number("DRAGOMAN_DOCUMENTS_PARTS_MAX_TOKENS", config.partsMaxTokens(), MOST_TOKENS);
        number("DRAGOMAN_DOCUMENTS_PARTS_MAX_PAGES", config.partsMaxPages(), MOST_PARTS);
        number("DRAGOMAN_DOCUMENTS_PARTS_MAX", config.partsMax(), MOST_PARTS);
        size("DRAGOMAN_DOCUMENTS_MAX_LONG_SIZE", config.maxLongSize(), 1);
        config.rules().forEach(Checks::rule);
    }

    private static void rule(String name, DocumentsConfig.RuleConfig rule) {
        String variable = "DRAGOMAN_DOCUMENTS_RULES_%s_"
                .formatted(name.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "_"));
        rule.model()
                .ifPresent(model -> require(!model.isBlank(), variable + "MODEL", "is blank; it has to name a model."));
        rule.maxOutputTokens().ifPresent(most -> number(variable + "MAX_OUTPUT_TOKENS", most, MOST_TOKENS));
        rule.partsMaxTokens().ifPresent(most -> number(variable + "PARTS_MAX_TOKENS", most, MOST_TOKENS));
        rule.partsMaxPages().ifPresent(most -> number(variable + "PARTS_MAX_PAGES", most, MOST_PARTS));
        rule.partsMax().ifPresent(most -> number(variable + "PARTS_MAX", most, MOST_PARTS));
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
                .ifPresent(lease -> require(
                        lease.compareTo(SHORTEST_LEASE) >= 0 && lease.compareTo(LONGEST_TIME) <= 0,
                        "DRAGOMAN_LEASE",
                        "has to be from 3s to 24h."));
        number("DRAGOMAN_CONCURRENCY", config.concurrency(), MOST_AT_A_TIME);
        config.batches()
                .ifPresent(place -> require(
                        S3Location.parse(place)
                                .filter(root ->
                                        root.key().endsWith("/") && !root.key().startsWith("/"))
                                .isPresent(),
                        "DRAGOMAN_BATCHES",
                        "has to be s3://bucket/prefix/, with a prefix that ends in a slash."));
    }

    /**
     * Checks how batch files are worked on.
     *
     * @param config the settings
     * @throws ConfigurationException naming the variable at fault
     */
    public static void batches(BatchesConfig config) {
        number("DRAGOMAN_BATCHES_SLICE", config.slice(), MOST_IN_A_BATCH);
        number("DRAGOMAN_BATCHES_FAN_OUT", config.fanOut(), MOST_IN_A_BATCH);
        require(
                isBetween(SHORTEST_WINDOW, config.window(), LONGEST_WINDOW),
                "DRAGOMAN_BATCHES_WINDOW",
                "has to be from 1s to 168h.");
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
        asks.batches()
                .flatMap(S3Location::parse)
                .ifPresent(batches -> require(
                        !batches.key().startsWith(documents.input()),
                        "DRAGOMAN_BATCHES",
                        "lies under DRAGOMAN_DOCUMENTS_INPUT: clients' files would be summarised."));
    }

    /**
     * Checks that the results of a polled bucket are not polled in turn. A bucket that is named in the output may lie elsewhere,
     * so {@link #documents} leaves it alone.
     *
     * @param poll what is polled
     * @param documents where results go
     * @throws ConfigurationException naming the variable at fault
     */
    public static void apart(PollConfig poll, DocumentsConfig documents) {
        S3Location.parse(documents.output())
                .filter(output -> poll.bucket().filter(output.bucket()::equals).isPresent())
                .ifPresent(output -> require(
                        !documents.input().startsWith(output.key()),
                        "DRAGOMAN_DOCUMENTS_OUTPUT",
                        "contains DRAGOMAN_DOCUMENTS_INPUT in the bucket that DRAGOMAN_POLL_BUCKET polls: summaries could be"
                                + " summarised again; choose another prefix."));
    }

    /**
     * What asks may name in S3.
     *
     * @param asks the lists of queues and invocations, and where the ledger is
     * @param http the list of HTTP clients
     * @param documents where documents are looked for, and where their results go
     * @return the objects
     * @throws ConfigurationException if a list can't be read, or if asks could name the ledger or overwrite what Dragoman keeps;
     *     it names the variable at fault
     */
    public static AllowedObjects objects(AsksConfig asks, HttpConfig http, DocumentsConfig documents) {
        List<S3Place> queued = places("DRAGOMAN_BUCKETS", asks.buckets());
        List<S3Place> called = places("DRAGOMAN_HTTP_BUCKETS", http.buckets());
        List<S3Place> replies = replies(asks.replies(), queued);
        Optional<S3Place> ledger = S3Location.parse(asks.ledger()).map(Checks::place);
        S3Place results = S3Location.parse(documents.output())
                .map(Checks::place)
                .orElseGet(() -> new S3Place(null, documents.output()));
        Optional<S3Place> batches = asks.batches().flatMap(S3Location::parse).map(Checks::place);
        batches.ifPresent(kept -> {
            apart("DRAGOMAN_BATCHES", kept, replies, "where asks may have answers written (DRAGOMAN_REPLIES)");
            apart("DRAGOMAN_BATCHES", kept, ledger.stream().toList(), "DRAGOMAN_LEDGER");
        });
        ledger.ifPresent(kept -> {
            apart("DRAGOMAN_LEDGER", kept, queued, "what asks may name (DRAGOMAN_BUCKETS)");
            apart("DRAGOMAN_LEDGER", kept, called, "what HTTP clients may name (DRAGOMAN_HTTP_BUCKETS)");
            apart("DRAGOMAN_LEDGER", kept, replies, "where asks may have answers written (DRAGOMAN_REPLIES)");
        });
        for (S3Place place : replies) {
            S3Place input = new S3Place(null, documents.input());
            apart("DRAGOMAN_REPLIES", place, List.of(input), "DRAGOMAN_DOCUMENTS_INPUT: answers would be asked about");
            apart("DRAGOMAN_REPLIES", place, List.of(results), "DRAGOMAN_DOCUMENTS_OUTPUT, where results are");
            apart("DRAGOMAN_REPLIES", place, AllowedObjects.PUT_AWAY, "done/, failed/ or batches/");
        }
        return new AllowedObjects(
                queued,
                called,
                replies,
                Stream.of(ledger.stream(), batches.stream(), Stream.of(results))
                        .flatMap(place -> place)
                        .toList());
    }

    private static List<S3Place> places(String variable, Optional<List<String>> list) {
        return list.orElse(List.of()).stream()
                .map(
                        text -> S3Place.parse(text)
                                .orElseThrow(
                                        () -> new ConfigurationException(
                                                variable,
                                                "has to be a comma-separated list of buckets and key prefixes such as documents/inbox/;"
                                                        + " a prefix ends in a slash, and has no segment that is empty, \".\" or \"..\".")))
                .toList();
    }

    private static List<S3Place> replies(String setting, List<S3Place> queued) {
        Optional<S3Location> elsewhere = S3Location.parse(setting);
        String bucket = elsewhere.map(S3Location::bucket).orElse("any");
        String prefix = elsewhere.map(S3Location::key).orElse(setting);
        require(
                !prefix.isEmpty() && S3Place.parse(bucket + "/" + prefix).isPresent(),
                "DRAGOMAN_REPLIES",
                "has to be a key prefix such as replies/ or s3://bucket/replies/.");
        return elsewhere.isPresent()
                ? List.of(new S3Place(bucket, prefix))
                : queued.stream()
                        .map(place -> new S3Place(place.bucket(), prefix))
                        .distinct()
                        .toList();
    }

    private static S3Place place(S3Location location) {
        return new S3Place(location.bucket(), location.key());
    }

    private static void apart(String variable, S3Place place, List<S3Place> others, String what) {
        require(
                others.stream().noneMatch(place::overlaps),
                variable,
                "shares objects with %s; choose another prefix or another bucket.".formatted(what));
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
                isInterval(config.interval()),
                "DRAGOMAN_POLL_INTERVAL",
                "has to be a time such as 500ms, 5s or 1m, of 24h at most.");
        require(config.messages() >= 1 && config.messages() <= 10, "DRAGOMAN_POLL_MESSAGES", "has to be from 1 to 10.");
        require(
                config.visibility() >= 10 && config.visibility() <= 43_200,
                "DRAGOMAN_POLL_VISIBILITY",
                "has to be from 10 to 43200 seconds.");
        boolean fifo = config.queue().filter(QueueAddress::isFifo).isPresent();
        require(
                !fifo || config.messages() == 1,
                "DRAGOMAN_POLL_MESSAGES",
                "has to be 1 for a FIFO queue, or its order could not be kept.");
    }

    private static boolean isInterval(String text) {
        Matcher parts = INTERVAL.matcher(text);
        if (!parts.matches()) {
            return false;
        }
        long number = Long.parseLong(parts.group(1));
        return isBetween(
                SHORTEST_TIME,
                switch (parts.group(2)) {
                    case "ms" -> Duration.ofMillis(number);
                    case "s" -> Duration.ofSeconds(number);
                    case "m" -> Duration.ofMinutes(number);
                    default -> Duration.ofHours(number);
                },
                LONGEST_TIME);
    }

    /**
     * Checks the limits of calls over HTTP.
     *
     * @param config the settings
     * @throws ConfigurationException naming the variable at fault
     */
    public static void http(HttpConfig config) {
        number("DRAGOMAN_HTTP_CONCURRENCY", config.concurrency(), MOST_AT_A_TIME);
        size("DRAGOMAN_HTTP_MAX_BODY", config.maxBody(), 1);
        config.maxBodies()
                .ifPresent(all ->
                        require(all.asLongValue() >= 1, "DRAGOMAN_HTTP_MAX_BODIES", "has to be at least 1 byte."));
        time("DRAGOMAN_HTTP_BODY_TIMEOUT", config.bodyTimeout());
        time("DRAGOMAN_HTTP_HEAD_TIMEOUT", config.headTimeout());
        time("DRAGOMAN_HTTP_GATEWAY_TIMEOUT", config.gatewayTimeout());
        number("DRAGOMAN_HTTP_MAX_CONNECTIONS", config.maxConnections(), MOST_AT_A_TIME);
        origins(config);
        hosts(config);
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
     * The names by which clients without a key may reach the server, besides those of loopback.
     *
     * @param config the settings
     * @return in lower case, without a port
     * @throws ConfigurationException if one of them is no host's name
     */
    public static List<String> hosts(HttpConfig config) {
        List<String> hosts = lowerCase(config.hosts());
        for (String host : hosts) {
            require(
                    HOST.matcher(host).matches(),
                    "DRAGOMAN_HTTP_HOSTS",
                    "has to be a comma-separated list of names or addresses, such as dragoman.example.com: without a scheme, a"
                            + " port and a path, and no \"*\".");
        }
        return hosts;
    }

    /**
     * The headers that the provider gets as the client sent them.
     *
     * @param config the settings
     * @return their names in lower case
     * @throws ConfigurationException if one of them must not be forwarded
     */
    public static List<String> forwardHeaders(HttpConfig config) {
        List<String> names = lowerCase(config.forwardHeaders());
        for (String name : names) {
            require(
                    HEADER.matcher(name).matches() && !OWN_HEADER.matcher(name).matches(),
                    "DRAGOMAN_HTTP_FORWARD_HEADERS",
                    "names a header that Dragoman sets itself, or that may carry a key, a cookie or an address; leave it out.");
        }
        return names;
    }

    /**
     * Checks that a trace is sent to the provider in one way only.
     *
     * @param http what is forwarded of clients' headers
     * @param model whether Dragoman sends the trace itself
     * @throws ConfigurationException naming the variable at fault
     */
    public static void context(HttpConfig http, ModelConfig model) {
        require(
                !model.traceContext() || forwardHeaders(http).stream().noneMatch(TRACE_HEADERS::contains),
                "DRAGOMAN_HTTP_FORWARD_HEADERS",
                "names a header that DRAGOMAN_MODEL_TRACE_CONTEXT sends already; leave it out.");
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
        config.maxReceives().ifPresent(most -> number("DRAGOMAN_QUEUE_MAX_RECEIVES", most, 1_000));
    }

    /**
     * Checks that a list has no empty entry. What reads the settings would leave it out without a word.
     *
     * @param variable the list's variable
     * @param text the list as it is set; blank for none
     * @throws ConfigurationException naming the variable
     */
    public static void list(String variable, String text) {
        require(
                text.isBlank() || Stream.of(COMMA.split(text, -1)).noneMatch(String::isBlank),
                variable,
                "has an empty entry: take out the comma that is too many.");
    }

    private static List<String> lowerCase(Optional<List<String>> list) {
        return stripped(list).stream()
                .map(each -> each.toLowerCase(Locale.ROOT))
                .toList();
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

    private static void number(String variable, long value, long most) {
        require(value >= 1 && value <= most, variable, "has to be from 1 to %d.".formatted(most));
    }

    private static void size(String variable, MemorySize value, long least) {
        require(
                value.asLongValue() >= least && value.asLongValue() <= LARGEST,
                variable,
                "has to be from %d to %d bytes.".formatted(least, LARGEST));
    }

    private static void time(String variable, Duration value) {
        require(isBetween(SHORTEST_TIME, value, LONGEST_TIME), variable, "has to be from 1ms to 24h.");
    }

    private static void timeOrZero(String variable, Duration value) {
        require(
                value.isZero() || isBetween(SHORTEST_TIME, value, LONGEST_TIME),
                variable,
                "has to be zero, or from 1ms to 24h.");
    }

    private static boolean isBetween(Duration least, Duration value, Duration most) {
        return value.compareTo(least) >= 0 && value.compareTo(most) <= 0;
    }

    private static void require(boolean holds, String variable, String sentence) {
        if (!holds) {
            throw new ConfigurationException(variable, sentence);
        }
    }
}
