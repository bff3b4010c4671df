package dev.dragoman.budget;

import dev.dragoman.event.Door;
import dev.dragoman.event.QueueAddress;
import dev.dragoman.event.S3Location;
import org.jspecify.annotations.Nullable;

/**
 * For whom a call is paid.
 *
 * @param door the door that the ask came in by
 * @param object the document; null if the ask is about none
 * @param client the label of the client's key; null if it has none
 * @param queue the queue that the ask came from; null if it came from none
 * @param group the message group; null if there is none
 * @param model the model that is asked; null if only the provider knows it: then it may be any
 */
public record Spender(
        Door door,
        @Nullable S3Location object,
        @Nullable String client,
        @Nullable QueueAddress queue,
        @Nullable String group,
        @Nullable String model) {}
