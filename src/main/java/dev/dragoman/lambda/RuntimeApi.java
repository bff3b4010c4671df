package dev.dragoman.lambda;

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

    private static final int POST_TRIES = 3;

    private final String base;

    /**
     * @param hostAndPort the value of {@code AWS_LAMBDA_RUNTIME_API}
     */
    RuntimeApi(String hostAndPort) {
        base = AmazonLambdaApi.API_PROTOCOL + hostAndPort;
    }

    /** Waits without limit for the next invocation. */
    Invocation next() throws IOException {
        HttpURLConnection connection = open(AmazonLambdaApi.API_PATH_INVOCATION_NEXT);
        if (connection.getResponseCode() != HttpURLConnection.HTTP_OK) {
            drain(connection);
            throw new IOException("the Runtime API answered " + connection.getResponseCode());
        }
        try (InputStream in = connection.getInputStream()) {
            byte[] payload = in.readAllBytes();
            long announced = connection.getContentLengthLong();
            if (announced >= 0 && announced != payload.length) {
                throw new IOException("the Runtime API sent only a part of an invocation");
            }
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
    void post(String requestId, FunctionResult result) throws IOException, InterruptedException {
        result.postTo(this, requestId);
    }

    /** Posts an invocation's response. */
    void postResponse(String requestId, byte[] json) throws IOException {
        post(responsePath(requestId), null, json);
    }

    /** Reports that an invocation failed. */
    void postError(String requestId, FunctionResult.Failure failure) throws IOException {
        error(AmazonLambdaApi.API_PATH_INVOCATION + requestId + AmazonLambdaApi.API_PATH_ERROR, failure);
    }

    /** Posts an invocation's response while it is made. If that fails nothing can be reported: the result has begun. */
    void stream(String requestId, FunctionResult.StreamedResponse result) throws InterruptedException {
        URI uri = URI.create(base + responsePath(requestId));
        try (ChunkedPost post = new ChunkedPost(uri, uri.getPath(), FunctionResult.StreamedResponse.CONTENT_TYPE)) {
            post.write(result.prelude());
            result.body().writeTo(post);
            accepted(post.status());
        } catch (IOException broken) {
            throw new ResultNotAccepted(broken);
        }
    }

    private static String responsePath(String requestId) {
        return AmazonLambdaApi.API_PATH_INVOCATION + requestId + AmazonLambdaApi.API_PATH_RESPONSE;
    }

    /** Reports that the function can't start. */
    void initError(FunctionResult.Failure failure) throws IOException {
        error(AmazonLambdaApi.API_PATH_INIT_ERROR, failure);
    }

    private void error(String path, FunctionResult.Failure failure) throws IOException {
        post(path, failure.type(), Json.bytes(failure.json()));
    }

    // A process that was frozen may find its connection closed; then the result was not received, and is posted again.
    private void post(String path, @Nullable String errorType, byte[] body) throws IOException {
        for (int tries = 1; ; tries++) {
            try {
                postOnce(path, errorType, body);
                return;
            } catch (IOException broken) {
                if (tries == POST_TRIES) {
                    throw broken;
                }
            }
        }
    }

    private HttpURLConnection open(String path) throws IOException {
        return (HttpURLConnection) URI.create(base + path).toURL().openConnection();
    }

    private void postOnce(String path, @Nullable String errorType, byte[] body) throws IOException {
        HttpURLConnection connection = open(path);
        if (errorType != null) {
            connection.setRequestProperty(ERROR_TYPE, errorType);
        }
        connection.setRequestMethod("POST");
        connection.setRequestProperty("Content-Type", "application/json");
        connection.setDoOutput(true);
        connection.setFixedLengthStreamingMode(body.length);
        try (OutputStream out = connection.getOutputStream()) {
            out.write(body);
        }
        int status = connection.getResponseCode();
        drain(connection);
        accepted(status);
    }

    private static void accepted(int status) {
        if (status >= 300) {
            throw new ResultNotAccepted(status);
        }
    }

    /** The Runtime API refused a result, or did not receive all of it; sending it again is useless. */
    static final class ResultNotAccepted extends RuntimeException {
        private static final long serialVersionUID = 1;

        private ResultNotAccepted(int status) {
            super("the Runtime API refused a result with status " + status);
        }

        private ResultNotAccepted(IOException broken) {
            super("the Runtime API did not take all of a streamed result: " + broken.getMessage(), broken);
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
