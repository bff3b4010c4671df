package dev.dragoman.secret;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.dragoman.config.Checks;
import dev.dragoman.config.ConfigurationException;
import dev.dragoman.json.Json;
import java.time.Duration;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.client.builder.AwsSyncClientBuilder;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.apache.ApacheHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.retries.StandardRetryStrategy;
import software.amazon.awssdk.retries.api.BackoffStrategy;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import software.amazon.awssdk.services.ssm.SsmClient;

/** Reads a secret from Secrets Manager or SSM. Makes a client for each read, and closes it. */
final class SecretStore {
    private static final Pattern ARN = Pattern.compile(
            "arn:aws[a-z-]*:(secretsmanager|ssm):([a-z0-9-]+):[0-9]{12}:(secret:[\\w/+=.@-]+|parameter/[\\w/.-]+)");

    /**
     * The store throttles when many function environments start at once. SSM allows 40 reads a second by default; with this
     * many attempts, a hundred environments get their key.
     */
    private static final int MAX_ATTEMPTS = 8;

    private static final Duration FIRST_WAIT = Duration.ofMillis(100);
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(2);

    /** An ask may wait for the key, if the provider has refused the old one. */
    private static final Duration LONGEST_READ = Duration.ofSeconds(30);

    private static final Duration LONGEST_ATTEMPT = Duration.ofSeconds(5);

    private SecretStore() {}

    /**
     * Makes the reader of a secret.
     *
     * @param arn of a Secrets Manager secret or an SSM parameter
     * @return reads the secret; blocks, and throws a {@link ConfigurationException} if the secret can't be read
     * @throws ConfigurationException if this is not such an ARN
     */
    static Supplier<String> of(String arn) {
        Matcher parts = ARN.matcher(arn);
        if (!parts.matches() || parts.group(1).equals("ssm") != parts.group(3).startsWith("parameter")) {
            throw problem("has to be the ARN of a Secrets Manager secret or of an SSM parameter.");
        }
        Region region = Region.of(parts.group(2));
        return parts.group(1).equals("ssm")
                ? () -> key(() -> parameter(arn, region))
                : () -> key(() -> secret(arn, region));
    }

    private static String secret(String arn, Region region) {
        try (SecretsManagerClient client = built(SecretsManagerClient.builder(), region)) {
            return client.getSecretValue(request -> request.secretId(arn)).secretString();
        }
    }

    private static String parameter(String arn, Region region) {
        try (SsmClient client = built(SsmClient.builder(), region)) {
            return client.getParameter(request -> request.name(arn).withDecryption(true))
                    .parameter()
                    .value();
        }
    }

    private static <B extends AwsClientBuilder<B, C> & AwsSyncClientBuilder<B, C>, C> C built(
            B builder, Region region) {
        BackoffStrategy jittered = BackoffStrategy.exponentialDelay(FIRST_WAIT, LONGEST_WAIT);
        return builder.region(region)
                .httpClientBuilder(ApacheHttpClient.builder())
                .overrideConfiguration(configuration -> configuration
                        .apiCallTimeout(LONGEST_READ)
                        .apiCallAttemptTimeout(LONGEST_ATTEMPT)
                        .retryStrategy(StandardRetryStrategy.builder()
                                .maxAttempts(MAX_ATTEMPTS)
                                .backoffStrategy(jittered)
                                .throttlingBackoffStrategy(jittered)
                                .build()))
                .build();
    }

    private static String key(Supplier<String> value) {
        try {
            return keyIn(value.get());
        } catch (AwsServiceException refused) {
            throw problem(
                    switch (refused.statusCode()) {
                        case 400, 404 ->
                            "names a secret that can't be read: it does not exist, or these credentials may not"
                                    + " read it.";
                        case 403 -> "names a secret that these credentials may not read.";
                        default -> "names a secret that its store can't deliver at the moment: try again later.";
                    });
        } catch (SdkException unreachable) {
            throw problem("names a secret, but AWS can't be reached: check the credentials and the network.");
        }
    }

    // By default the AWS console stores a secret as a JSON object with one member.
    private static String keyIn(String value) {
        String text = value == null ? "" : value.strip();
        if (text.startsWith("{")
                && Json.read(text.getBytes(java.nio.charset.StandardCharsets.UTF_8)) instanceof Json.Result.Value read
                && read.node() instanceof ObjectNode object
                && object.size() == 1) {
            JsonNode only = object.elements().next();
            text = only.isTextual() ? only.textValue().strip() : "";
        }
        if (text.isEmpty() || text.startsWith("{")) {
            throw problem(
                    "names a secret that does not hold one key: store the key alone, or an object with one member.");
        }
        if (!Checks.isKey(text)) {
            throw problem("names a secret with white space, a line break or another character that no header can carry:"
                    + " store the key alone, as its provider shows it.");
        }
        return text;
    }

    private static ConfigurationException problem(String what) {
        return new ConfigurationException("DRAGOMAN_MODEL_API_KEY_SECRET", what);
    }
}
