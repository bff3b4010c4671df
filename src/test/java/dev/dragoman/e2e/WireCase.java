package dev.dragoman.e2e;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.dragoman.event.Endpoint;
import dev.dragoman.harness.Stack;
import dev.dragoman.harness.WireCall;
import dev.dragoman.harness.WireProvider;
import dev.dragoman.harness.WireReply;
import dev.dragoman.json.Json;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * One request that is sent directly and through Dragoman.
 *
 * @param name also the model's name, by which the provider knows the answer
 * @param call the request
 * @param answering what the provider answers
 * @param allowed what may differ
 * @param keeps what the body has to contain, whichever way it came
 */
record WireCase(
        String name, WireCall call, WireProvider.Answering answering, Set<Difference> allowed, List<String> keeps) {
    private static final String CHAT = "{\"messages\":[{\"role\":\"user\",\"content\":\"Hello!\"}]}";
    private static final String RESPONSES = "{\"input\":\"Hello!\"}";

    /** The simplest whole request. */
    static WireCase whole(Endpoint endpoint, String name, WireReply reply) {
        return of(endpoint, name, request(endpoint), reply);
    }

    /** The simplest request for a stream, which asks for its usage. */
    static WireCase stream(Endpoint endpoint, String name, WireReply reply) {
        ObjectNode request = (ObjectNode) Stack.parse(request(endpoint));
        request.put("stream", true);
        if (endpoint == Endpoint.CHAT) {
            request.putObject("stream_options").put("include_usage", true);
        }
        return of(endpoint, name, Json.text(request), reply);
    }

    /** A request with fields of its own; the model is added. */
    static WireCase of(Endpoint endpoint, String name, String request, WireReply reply) {
        ObjectNode body = ((ObjectNode) Stack.parse(request)).put("model", name);
        return of(name, WireCall.post("/v1" + endpoint.path(), Json.text(body)), reply);
    }

    /** A request as it goes over the wire. */
    static WireCase of(String name, WireCall call, WireReply reply) {
        return new WireCase(name, call, (request, earlier) -> reply, EnumSet.of(Difference.OWN_HEADERS), List.of());
    }

    private static String request(Endpoint endpoint) {
        return endpoint == Endpoint.CHAT ? CHAT : RESPONSES;
    }

    /** With differences. */
    WireCase allowing(Difference... differences) {
        Set<Difference> more = EnumSet.copyOf(allowed);
        more.addAll(List.of(differences));
        return new WireCase(name, call, answering, more, keeps);
    }

    /** With words that have to arrive. */
    WireCase keeping(String... words) {
        List<String> more = new ArrayList<>(keeps);
        more.addAll(List.of(words));
        return new WireCase(name, call, answering, allowed, more);
    }

    /** With another first answer: what comes again gets the usual one. */
    WireCase first(WireReply first) {
        return new WireCase(
                name,
                call,
                (request, earlier) -> earlier == 0 ? first : answering.to(request, earlier),
                allowed,
                keeps);
    }

    @Override
    public String toString() {
        return name;
    }
}
