package dev.dragoman.payload;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.dragoman.Given;
import dev.dragoman.event.AnswerListener;
import dev.dragoman.event.Ask;
import dev.dragoman.event.Content;
import dev.dragoman.event.Door;
import dev.dragoman.event.Endpoint;
import dev.dragoman.outcome.StageResult;
import java.lang.reflect.Proxy;
import java.util.Map;

/** Payload stages, and asks that go through them. */
final class Stages {
    /** A provider with both endpoints. */
    static final Payloads OPENAI = stage(Profiles.load("openai"), false);

    /** The payload stage asks only whether there is one. */
    private static final AnswerListener LISTENER = (AnswerListener) Proxy.newProxyInstance(
            AnswerListener.class.getClassLoader(),
            new Class<?>[] {AnswerListener.class},
            (proxy, method, arguments) -> {
                throw new AssertionError("the payload stage tells nobody anything");
            });

    private Stages() {}

    /** A stage for a provider. */
    static Payloads stage(Profile profile, boolean strict) {
        return new Payloads("default-model", profile, strict, RequestLimits.NONE);
    }

    /** Translates a request whose answer comes whole, or is heard as it is written. */
    static StageResult<Payload> translate(Payloads stage, Endpoint endpoint, ObjectNode body, boolean heard) {
        Content content = new Content.Request(endpoint, body);
        Ask ask = new Ask("order-1", null, Door.HTTP, content, null, null, null, heard ? LISTENER : null);
        return stage.translate(Given.open(ask, new ResolvedRequest(endpoint, body.deepCopy(), Map.of(), 0)));
    }
}
