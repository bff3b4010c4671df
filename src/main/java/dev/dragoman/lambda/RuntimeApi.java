package dev.dragoman.lambda;

import com.fasterxml.jackson.databind.JsonNode;
import dev.dragoman.json.Json;
import io.quarkus.amazon.lambda.runtime.AmazonLambdaApi;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The Lambda Runtime API ("Using the Lambda runtime API for custom runtimes"). Calls block. The JDK's plain client is
 * enough: it keeps the connection open and starts no thread.
 */
final class RuntimeApi {
    private static final String ERROR_TYPE = "Lambda-Runtime-Function-Error-Type";

    private final String base;

    /**
     * @param hostAndPort the value of {@code AWS_LAMBDA_RUNTIME_API}
     */
    RuntimeApi(String hostAndPort) {
        base = AmazonLambdaApi.API_PROTOCOL + hostAndPort;
    }

    /** Waits, for as long as it takes, for the next invocation. */
    Invocation next() throws IOException {
        HttpURLConnection connection = open(AmazonLambdaApi.API_PATH_INVOCATION_NEXT);
        if (connection.getResponseCode() != HttpURLConnection.HTTP_OK) {
            drain(connection);
            throw new IOException("the Runtime API answered " + connection.getResponseCode());
        }
        try (InputStream in = connection.getInputStream()) {
            byte[] payload = in.readAllBytes();
            String requestId = connection.getHeaderField(AmazonLambdaApi.LAMBDA_RUNTIME_AWS_REQUEST_ID);
            if (requestId == null) {
                throw new IOException("the Runtime API sent an invocation without request id");
            }
            return new Invocation(requestId, deadline(connection), payload);
        }
    }

    private static @Nullable Instant deadline(HttpURLConnection connection) {
        long millis = connection.getHeaderFieldLong(AmazonLambdaApi.LAMBDA_RUNTIME_DEADLINE_MS, 0);
        return millis == 0 ? null : Instant.ofEpochMilli(millis);
    }

    /** Posts what an invocation ended with. */
    void post(String requestId, FunctionResult result) throws IOException {
        String path = AmazonLambdaApi.API_PATH_INVOCATION + requestId;
        if (result instanceof FunctionResult.Success success) {
            post(open(path + AmazonLambdaApi.API_PATH_RESPONSE), success.json());
        } else if (result instanceof FunctionResult.Failure failure) {
            postError(path + AmazonLambdaApi.API_PATH_ERROR, failure);
        }
    }

    /** Reports that the function can't start. */
    void initError(FunctionResult.Failure failure) throws IOException {
        postError(AmazonLambdaApi.API_PATH_INIT_ERROR, failure);
    }

    private void postError(String path, FunctionResult.Failure failure) throws IOException {
        HttpURLConnection connection = open(path);
        connection.setRequestProperty(ERROR_TYPE, failure.type());
        post(connection, failure.json());
    }

    private HttpURLConnection open(String path) throws IOException {
        return (HttpURLConnection) URI.create(base + path).toURL().openConnection();
    }

    private static void post(HttpURLConnection connection, JsonNode body) throws IOException {
        byte[] bytes = Json.bytes(body);
        connection.setRequestMethod("POST");
        connection.setRequestProperty("Content-Type", "application/json");
        connection.setDoOutput(true);
        connection.setFixedLengthStreamingMode(bytes.length);
        try (OutputStream out = connection.getOutputStream()) {
            out.write(bytes);
        }
        int status = connection.getResponseCode();
        drain(connection);
        if (status >= 300) {
            throw new IOException("the Runtime API refused a result with status " + status);
        }
    }

    // A connection is reused only if its response was read to the end.
    private static void drain(HttpURLConnection connection) throws IOException {
        try (InputStream in =
                connection.getErrorStream() != null ? connection.getErrorStream() : connection.getInputStream()) {
            in.readAllBytes();
        } catch (IOException nothingToDrain) {
            if (connection.getResponseCode() < 0) {
                throw nothingToDrain;
            }
        }
    }
}
