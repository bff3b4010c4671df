package dev.dragoman.payload;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.dragoman.event.Endpoint;
import java.util.List;

/** Files: chat completions nest their fields in an object, responses have them beside the {@code type}. */
final class FilePart implements PartTranslation {
    private static final List<String> FIELDS = List.of("file_data", "file_id", "file_url", "filename");

    @Override
    public void translate(Endpoint target, String role, ObjectNode part, Adjustments changes) {
        boolean chat = target == Endpoint.CHAT;
        if (JsonTrees.type(part).equals(chat ? "input_file" : "file")
                && new WrapperMapping(target.marker(), "file parts", "file", FIELDS).move(target, part, changes)) {
            PartTranslation.retype(target, part, chat ? "file" : "input_file", changes);
        }
    }
}
