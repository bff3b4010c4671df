package dev.dragoman.config;

import dev.dragoman.event.S3Location;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.Optional;

/** The rules of the settings that their types don't hold. Every check ends with the variable's name. */
public final class Checks {
    private static final Duration SHORTEST_LEASE = Duration.ofSeconds(3);
    private static final Duration LONGEST_URL_LIFETIME = Duration.ofDays(7);

    private Checks() {}

    /**
     * Checks the model's settings.
     *
     * @param config the settings
     * @return the provider's key; empty where it lies in a secret store
     * @throws ConfigurationException naming the variable at fault
     */
    public static String model(ModelConfig config) {
        URI url = url(config.baseUrl());
        boolean http = "http".equals(url.getScheme()) || "https".equals(url.getScheme());
        if (!http || url.getHost() == null || url.getQuery() != null) {
            throw new ConfigurationException(
                    "DRAGOMAN_MODEL_BASE_URL", "has to be an http or https URL without query, ending in /v1.");
        }
        atLeast("DRAGOMAN_MODEL_MAX_OUTPUT_TOKENS", 1, config.maxOutputTokens());
        atLeast("DRAGOMAN_MODEL_MAX_CHOICES", 1, config.maxChoices());
        positive("DRAGOMAN_MODEL_CONNECT_TIMEOUT", config.connectTimeout());
        positive("DRAGOMAN_MODEL_FIRST_BYTE_TIMEOUT", config.firstByteTimeout());
        positive("DRAGOMAN_MODEL_IDLE_TIMEOUT", config.idleTimeout());
        positive("DRAGOMAN_MODEL_TOTAL_TIMEOUT", config.totalTimeout());
        atLeast("DRAGOMAN_MODEL_CONNECTIONS", 1, config.connections());
        notNegative("DRAGOMAN_MODEL_LEAST_TIME", config.leastTime());
        notNegative("DRAGOMAN_MODEL_LONGEST_WAIT", config.longestWait());
        positive("DRAGOMAN_MODEL_BREAKER_REST", config.breakerRest());
        atLeast("DRAGOMAN_MODEL_MAX_ATTEMPTS", 1, config.maxAttempts());
        atLeast("DRAGOMAN_MODEL_BREAKER_VOLUME", 1, config.breakerVolume());
        if (config.maxAnswer().asLongValue() < 1024) {
            throw new ConfigurationException("DRAGOMAN_MODEL_MAX_ANSWER", "has to be at least 1K.");
        }
        return key(config)
                .or(() -> secret(config).map(elsewhere -> ""))
                .orElseThrow(() -> new ConfigurationException(
                        "GMI_API_KEY",
                        "is not set; it holds the provider's key (or use DRAGOMAN_MODEL_API_KEY,"
                                + " or DRAGOMAN_MODEL_API_KEY_SECRET)."));
    }

    /**
     * Where the key has to be looked for.
     *
     * @param config the settings
     * @return the ARN; empty where the settings hold the key itself, or neither
     */
    public static Optional<String> secret(ModelConfig config) {
        return config.apiKeySecret()
                .map(String::strip)
                .filter(arn -> !arn.isEmpty() && key(config).isEmpty());
    }

    private static Optional<String> key(ModelConfig config) {
        return config.apiKey().map(String::strip).filter(key -> !key.isEmpty());
    }

    private static URI url(String value) {
        try {
            return new URI(value);
        } catch (URISyntaxException malformed) {
            throw new ConfigurationException("DRAGOMAN_MODEL_BASE_URL", "is not a URL.");
        }
    }

    /**
     * Checks the documents' settings: above all that no result can be taken for a new document.
     *
     * @param config the settings
     * @throws ConfigurationException naming the variable at fault
     */
    public static void documents(DocumentsConfig config) {
        Optional<S3Location> elsewhere = S3Location.parse(config.output());
        String output = elsewhere.map(S3Location::key).orElse(config.output());
        prefix("DRAGOMAN_DOCUMENTS_INPUT", config.input());
        if (elsewhere.isEmpty() && config.output().contains("://")) {
            throw new ConfigurationException(
                    "DRAGOMAN_DOCUMENTS_OUTPUT", "has to be a key prefix such as summaries/ or s3://bucket/prefix/.");
        }
        if (elsewhere.isEmpty() || !output.isEmpty()) {
            prefix("DRAGOMAN_DOCUMENTS_OUTPUT", output);
        }
        if (config.input().startsWith("done/") || config.input().startsWith("failed/")) {
            throw new ConfigurationException(
                    "DRAGOMAN_DOCUMENTS_INPUT", "lies under done/ or failed/, where polled documents are put away.");
        }
        if (output.startsWith(config.input())) {
            throw new ConfigurationException(
                    "DRAGOMAN_DOCUMENTS_OUTPUT",
                    "lies under DRAGOMAN_DOCUMENTS_INPUT: summaries would be summarised again; choose another prefix.");
        }
        if (elsewhere.isEmpty() && config.input().startsWith(output)) {
            throw new ConfigurationException(
                    "DRAGOMAN_DOCUMENTS_INPUT",
                    "lies under DRAGOMAN_DOCUMENTS_OUTPUT: no document would be taken; choose another prefix.");
        }
        positive("DRAGOMAN_DOCUMENTS_URL_LIFETIME", config.urlLifetime());
        if (config.urlLifetime().compareTo(LONGEST_URL_LIFETIME) > 0) {
            throw new ConfigurationException("DRAGOMAN_DOCUMENTS_URL_LIFETIME", "may be at most 7 days.");
        }
        positive("DRAGOMAN_DOCUMENTS_FETCH_TIMEOUT", config.fetchTimeout());
        if (config.maxAttachments() < 1) {
            throw new ConfigurationException("DRAGOMAN_DOCUMENTS_MAX_ATTACHMENTS", "has to be at least 1.");
        }
        if (config.maxOutputTokens() < 1) {
            throw new ConfigurationException("DRAGOMAN_DOCUMENTS_MAX_OUTPUT_TOKENS", "has to be at least 1.");
        }
    }

    private static void prefix(String variable, String value) {
        if (value.startsWith("/") || !value.endsWith("/")) {
            throw new ConfigurationException(variable, "has to end in a slash and not begin with one.");
        }
    }

    /**
     * Checks what concerns every ask.
     *
     * @param config the settings
     * @throws ConfigurationException naming the variable at fault
     */
    public static void asks(AsksConfig config) {
        Optional<S3Location> ledger = S3Location.parse(config.ledger());
        if (ledger.isEmpty() && !config.ledger().equals("memory")) {
            throw new ConfigurationException("DRAGOMAN_LEDGER", "has to be \"memory\" or s3://bucket/prefix/.");
        }
        ledger.filter(location -> !location.key().isEmpty())
                .ifPresent(location -> prefix("DRAGOMAN_LEDGER", location.key()));
        if (config.lease().filter(lease -> lease.compareTo(SHORTEST_LEASE) < 0).isPresent()) {
            throw new ConfigurationException("DRAGOMAN_LEASE", "has to be at least 3s.");
        }
        if (config.concurrency() < 1) {
            throw new ConfigurationException("DRAGOMAN_CONCURRENCY", "has to be at least 1.");
        }
    }

    /**
     * Checks that the ledger's entries are not taken for documents.
     *
     * @param asks the ledger's place
     * @param documents the input prefix
     * @throws ConfigurationException naming the variable at fault
     */
    public static void apart(AsksConfig asks, DocumentsConfig documents) {
        if (S3Location.parse(asks.ledger())
                .filter(ledger -> ledger.key().startsWith(documents.input()))
                .isPresent()) {
            throw new ConfigurationException(
                    "DRAGOMAN_LEDGER", "lies under DRAGOMAN_DOCUMENTS_INPUT: its entries would be summarised.");
        }
    }

    /**
     * Checks that a document can still be fetched when the last attempt of a call begins.
     *
     * @param documents how long a presigned URL is valid
     * @param model how long a call may take
     * @throws ConfigurationException naming the variable at fault
     */
    public static void outlives(DocumentsConfig documents, ModelConfig model) {
        if (documents.urlLifetime().compareTo(model.totalTimeout()) < 0) {
            throw new ConfigurationException(
                    "DRAGOMAN_DOCUMENTS_URL_LIFETIME", "has to be at least DRAGOMAN_MODEL_TOTAL_TIMEOUT.");
        }
    }

    /**
     * Checks what a server polls.
     *
     * @param config the settings
     * @throws ConfigurationException naming the variable at fault
     */
    public static void poll(PollConfig config) {
        // Camel reads it too, and takes a number without a unit for another unit than Quarkus does.
        if (!config.interval().matches("[1-9][0-9]{0,8}(ms|s|m|h)")) {
            throw new ConfigurationException("DRAGOMAN_POLL_INTERVAL", "has to be a time such as 500ms, 5s or 1m.");
        }
        if (config.messages() < 1 || config.messages() > 10) {
            throw new ConfigurationException("DRAGOMAN_POLL_MESSAGES", "has to be from 1 to 10.");
        }
        if (config.visibility() < 10 || config.visibility() > 43_200) {
            throw new ConfigurationException("DRAGOMAN_POLL_VISIBILITY", "has to be from 10 to 43200 seconds.");
        }
        if (config.queue().filter(name -> name.endsWith(".fifo")).isPresent() && config.messages() != 1) {
            throw new ConfigurationException(
                    "DRAGOMAN_POLL_MESSAGES", "has to be 1 for a FIFO queue, or its order could not be kept.");
        }
    }

    /**
     * Checks the HTTP door's limits.
     *
     * @param config the settings
     * @throws ConfigurationException naming the variable at fault
     */
    public static void http(HttpConfig config) {
        atLeast("DRAGOMAN_HTTP_CONCURRENCY", 1, config.concurrency());
        if (config.maxBody().asLongValue() < 1) {
            throw new ConfigurationException("DRAGOMAN_HTTP_MAX_BODY", "has to be at least 1.");
        }
        positive("DRAGOMAN_HTTP_BODY_TIMEOUT", config.bodyTimeout());
    }

    /**
     * Checks what is said of queues.
     *
     * @param config the settings
     * @throws ConfigurationException naming the variable at fault
     */
    public static void queue(QueueConfig config) {
        config.maxReceives().ifPresent(most -> atLeast("DRAGOMAN_QUEUE_MAX_RECEIVES", 1, most));
    }

    private static void atLeast(String variable, int least, int value) {
        if (value < least) {
            throw new ConfigurationException(variable, "has to be at least " + least + ".");
        }
    }

    private static void notNegative(String variable, Duration value) {
        if (value.isNegative()) {
            throw new ConfigurationException(variable, "must not be negative.");
        }
    }

    private static void positive(String variable, Duration value) {
        if (value.isZero() || value.isNegative()) {
            throw new ConfigurationException(variable, "has to be longer than zero.");
        }
    }
}
