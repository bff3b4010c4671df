package dev.dragoman.http;

import dev.dragoman.delivery.HttpAnswer;
import dev.dragoman.event.Endpoint;
import dev.dragoman.stream.ServerSentEvent;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;

/**
 * A response body that is written while the answer comes.
 *
 * @param endpoint in whose words
 * @param events all but what it ends with
 * @param answer comes after the events, and says what it ends with; never fails
 */
record EventStream(Endpoint endpoint, Flow.Publisher<ServerSentEvent> events, CompletionStage<HttpAnswer> answer) {}
