package dev.dragoman.lambda;

import com.fasterxml.jackson.databind.JsonNode;
import dev.dragoman.delivery.EventSink;
import dev.dragoman.delivery.EventStream;
import dev.dragoman.delivery.HttpAnswer;
import dev.dragoman.stream.ServerSentEvent;
import java.io.IOException;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.regex.Pattern;

/**
 * The events of an answer as the body of a streamed result. They come on the model's thread and are written on the
 * loop's, which may block: a slow Runtime API holds up the loop, the stream's window, and by that the provider.
 */
final class EventBody implements EventSink, FunctionResult.StreamedBody {
    private interface Step {
        void run(ChunkedPost post) throws IOException;
    }

    /** A provider's code may be anything; one that goes into a trailer must not end it. */
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_.-]{1,64}");

    private final EventStream stream;

    /** Bounded by the stream's window. */
    private final BlockingQueue<Step> steps = new LinkedBlockingQueue<>();

    private final CompletableFuture<Void> gone = new CompletableFuture<>();

    EventBody(EventStream stream) {
        this.stream = stream;
    }

    @Override
    public void write(ServerSentEvent event) {
        byte[] bytes = event.bytes();
        steps.add(post -> post.write(bytes));
    }

    // In its turn among the events: there is room when those before it are written.
    @Override
    public void whenTaken(Runnable more) {
        steps.add(post -> more.run());
    }

    @Override
    public void whenGone(Runnable leave) {
        gone.minimalCompletionStage().thenRun(leave);
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

    private static FunctionResult.Failure failure(HttpAnswer answer) {
        JsonNode error = answer.body().path("error");
        String code = error.path("code").asText();
        return new FunctionResult.Failure(
                "Dragoman." + (NAME.matcher(code).matches() ? code : "failed"),
                error.path("message").asText());
    }

    @Override
    public void writeTo(ChunkedPost post) throws IOException, InterruptedException {
        post.whenGone(() -> steps.add(closed -> {
            throw new IOException("nobody takes the rest of a streamed result");
        }));
        // What has no proper end is left without one: no caller takes it for a whole answer.
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
        } catch (IOException untaken) {
            gone.complete(null);
            awaitAnswer();
            throw untaken;
        }
    }

    // The call was cancelled, and what it has come to is kept before the process is frozen.
    private void awaitAnswer() throws InterruptedException {
        try {
            stream.answer().toCompletableFuture().get();
        } catch (ExecutionException never) {
            throw new IllegalStateException(never);
        }
    }
}
