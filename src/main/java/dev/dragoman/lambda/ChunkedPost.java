package dev.dragoman.lambda;

import dev.dragoman.json.Json;
import java.io.BufferedOutputStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A result that is posted while it is made ("Implementing response streaming in a custom runtime"). It has its own socket,
 * since none of the HTTP clients here sends trailers, and since AWS wants the connection closed afterwards. Used by one
 * thread.
 *
 * @see <a href="https://docs.aws.amazon.com/lambda/latest/dg/runtimes-custom.html#runtimes-custom-response-streaming">
 *     Response streaming</a>
 */
final class ChunkedPost implements AutoCloseable {
    private static final String ERROR_TYPE = "Lambda-Runtime-Function-Error-Type";
    private static final String ERROR_BODY = "Lambda-Runtime-Function-Error-Body";

    private static final int CONNECT_MILLIS = 2_000;
    private static final int RESPONSE_SECONDS = 10;

    private final Socket socket = new Socket();
    private final OutputStream out;
    private final CompletableFuture<Integer> status = new CompletableFuture<>();
    private boolean ended;

    /**
     * @param base the Runtime API's URL
     * @param path the path to post to
     * @param contentType of the result
     */
    ChunkedPost(URI base, String path, String contentType) throws IOException {
        socket.connect(new InetSocketAddress(base.getHost(), base.getPort() < 0 ? 80 : base.getPort()), CONNECT_MILLIS);
        // An event must not wait for the acknowledgement of the one before.
        socket.setTcpNoDelay(true);
        out = new BufferedOutputStream(socket.getOutputStream(), 16 * 1024);
        text("POST " + path + " HTTP/1.1\r\nHost: " + base.getAuthority() + "\r\nContent-Type: " + contentType
                + "\r\nLambda-Runtime-Function-Response-Mode: streaming\r\nTransfer-Encoding: chunked\r\nTrailer: "
                + ERROR_TYPE + ", " + ERROR_BODY + "\r\nConnection: close\r\n\r\n");
        Thread reader = new Thread(this::readStatus, "lambda-response");
        reader.setDaemon(true);
        reader.start();
    }

    // A connection that the Runtime API closes is noticed at once, even while there is nothing to write.
    private void readStatus() {
        try {
            BufferedReader in =
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
            String line = in.readLine();
            if (line == null) {
                throw new IOException("the Runtime API closed the connection");
            }
            status.complete(Integer.parseInt(line.split(" ", 3)[1]));
        } catch (IOException | RuntimeException closed) {
            status.completeExceptionally(closed);
        }
    }

    /** Runs something when the rest is not accepted: the connection was closed, or the result was refused. */
    void whenClosed(Runnable cancel) {
        status.minimalCompletionStage().whenComplete((code, failure) -> {
            if (failure != null || code >= 300) {
                cancel.run();
            }
        });
    }

    /** Writes a chunk; it is sent by {@link #flush} at the latest. */
    void write(byte[] chunk) throws IOException {
        if (chunk.length > 0) {
            text(Integer.toHexString(chunk.length) + "\r\n");
            out.write(chunk);
            text("\r\n");
        }
    }

    /** Sends what was written. */
    void flush() throws IOException {
        out.flush();
    }

    /** Ends a successful result. */
    void end() throws IOException {
        end("");
    }

    /** Ends a result that failed midway; what was sent of it can't be taken back. */
    void end(FunctionResult.Failure failure) throws IOException {
        String body = Base64.getEncoder().encodeToString(Json.bytes(failure.json()));
        end(ERROR_TYPE + ": " + failure.type() + "\r\n" + ERROR_BODY + ": " + body + "\r\n");
    }

    private void end(String trailers) throws IOException {
        text("0\r\n" + trailers + "\r\n");
        flush();
        ended = true;
    }

    /** Whether the result has been ended. */
    boolean isEnded() {
        return ended;
    }

    /** Waits for the status with which the Runtime API answers the result. */
    int status() throws IOException, InterruptedException {
        try {
            return status.get(RESPONSE_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException silent) {
            throw new IOException("the Runtime API did not confirm a streamed result", silent);
        }
    }

    private void text(String ascii) throws IOException {
        out.write(ascii.getBytes(StandardCharsets.US_ASCII));
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
