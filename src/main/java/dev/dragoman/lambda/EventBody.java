package dev.dragoman.lambda;

import com.fasterxml.jackson.databind.JsonNode;
import dev.dragoman.delivery.EventSink;
import dev.dragoman.delivery.EventStream;
import dev.dragoman.delivery.HttpAnswer;
import dev.dragoman.stream.ServerSentEvent;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.regex.Pattern;

/**
 * The events of an answer as the body of a streamed result. They arrive on the model's thread and are written on the
 * runtime loop's, which may block: a slow Runtime API stops the loop, then the stream's window, then the provider.
 */
final class EventBody implements EventSink, FunctionResult.StreamedBody {
    private interface Step {
        void run(ChunkedPost post) throws IOException;
    }

    /** A provider's error code may be any text; one that is put into a trailer must not end the trailer. */
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_.-]{1,64}");

    private final EventStream stream;

    /** Bounded by the stream's window. */
    private final BlockingQueue<Step> steps = new LinkedBlockingQueue<>();

    private final CompletableFuture<Void> disconnected = new CompletableFuture<>();

    EventBody(EventStream stream) {
        this.stream = stream;
    }

    @Override
    public void write(ServerSentEvent event) {
        byte[] bytes = event.bytes();
        steps.add(post -> post.write(bytes));
    }

    // Queued among the events: there is room once those before it are written.
    @Override
    public void whenReady(Runnable more) {
        steps.add(post -> more.run());
    }

    @Override
    public void whenDisconnected(Runnable cancel) {
        disconnected.minimalCompletionStage().thenRun(cancel);
    }

    @Override
    public void end(HttpAnswer answer) {
        steps.add(post -> {
            if (answer.status() < 400) {
                post.end();
            } else {
                post.end(failure(answer));
            }
        });
    }

    // Lambda's error trailers break it off.
    @Override
    public void breakOff(List<ServerSentEvent> last, HttpAnswer answer) {
        last.forEach(this::write);
        end(answer);
    }

    private static FunctionResult.Failure failure(HttpAnswer answer) {
        JsonNode error = answer.body().path("error");
        String code = error.path("code").asText();
        return new FunctionResult.Failure(
                "Dragoman." + (NAME.matcher(code).matches() ? code : "failed"),
                error.path("message").asText());
    }

    @Override
    public void writeTo(ChunkedPost post) throws IOException, InterruptedException {
        post.whenClosed(() -> steps.add(closed -> {
            throw new IOException("the rest of a streamed result is not accepted");
        }));
        // A stream that fails gets no proper end, so that no caller takes it for a whole answer.
        stream.to(this).exceptionally(broken -> {
            steps.add(closed -> {
                throw new IllegalStateException("a streamed result has no end", broken);
            });
            return null;
        });
        try {
            while (!post.isEnded()) {
                if (steps.isEmpty()) {
                    post.flush();
                }
                steps.take().run(post);
            }
        } catch (IOException notAccepted) {
            disconnected.complete(null);
            awaitAnswer();
            throw notAccepted;
        }
    }

    // The call was cancelled; its answer has to be stored before the process is frozen.
    private void awaitAnswer() throws InterruptedException {
        try {
            stream.answer().toCompletableFuture().get();
        } catch (ExecutionException never) {
            throw new IllegalStateException(never);
        }
    }
}
