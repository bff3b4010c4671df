package dev.dragoman.batch;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.dragoman.event.S3Location;
import dev.dragoman.json.Json;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What a listing is asked for.
 *
 * @param after the id behind which it begins; null for the newest
 * @param limit how many at most; null for the usual number
 * @param order has to be that of the newest first, or null
 * @param purpose of the files; null for any
 */
public record ListRequest(
        @Nullable String after,
        @Nullable String limit,
        @Nullable String order,
        @Nullable String purpose) {
    private static final int USUALLY_LISTED = 20;

    /**
     * Lists what a client has.
     *
     * @param store has it
     * @param prefix of the names
     * @param most how many may be asked for
     * @param isId whether a name is an id of this list
     * @param read finds what is known of an id; nothing if it is not to be listed
     * @return the list
     */
    ClientReply reply(
            BatchStore store,
            S3Location prefix,
            int most,
            Predicate<String> isId,
            Function<String, Optional<ObjectNode>> read) {
        int count = limit == null ? USUALLY_LISTED : count(limit, most);
        if (count < 0) {
            return ClientReply.invalid("limit", "has to be from 1 to " + most);
        }
        if (order != null && !order.equals("desc")) {
            return ClientReply.invalid("order", "has to be \"desc\": the newest come first");
        }
        if (after != null && !isId.test(after)) {
            return ClientReply.invalid("after", "has to be an id of this list");
        }
        String last = after == null ? "" : after + ".json";
        List<ObjectNode> found = store.names(prefix, last)
                .map(name -> name.replace(".json", ""))
                .filter(isId)
                .flatMap(id -> read.apply(id).stream())
                .limit(count + 1L)
                .toList();
        List<ObjectNode> data = found.subList(0, Math.min(count, found.size()));
        ObjectNode list = Json.object().put("object", "list");
        list.putArray("data").addAll(data);
        list.put("first_id", data.isEmpty() ? null : data.get(0).path("id").textValue());
        list.put(
                "last_id",
                data.isEmpty() ? null : data.get(data.size() - 1).path("id").textValue());
        return new ClientReply.ReplyData(list.put("has_more", found.size() > count));
    }

    private static int count(String text, int most) {
        return text.matches("[0-9]{1,5}") && Integer.parseInt(text) >= 1 && Integer.parseInt(text) <= most
                ? Integer.parseInt(text)
                : -1;
    }
}
