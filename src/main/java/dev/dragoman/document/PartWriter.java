package dev.dragoman.document;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.dragoman.document.Attachment.Form;

/**
 * Puts a resolved document in the place of its reference, in the part's own words; the payload stage puts them into
 * the carrier's. The part's other members stay, but a file's name where the part is no file any more.
 */
final class PartWriter {
    private final Place place;
    private final ObjectNode part;
    private final ObjectNode holder;

    private PartWriter(Place place) {
        this.place = place;
        this.part = place.part();
        this.holder = place.holder();
    }

    /**
     * Changes the part.
     *
     * @param place the reference
     * @param form what it stands for
     * @return what was done, as a clause without subject
     */
    static String write(Place place, Form form) {
        return form.label() + new PartWriter(place).clause(form);
    }

    private String clause(Form form) {
        if (place.image()) {
            holder.put(place.field(), ((Form.Image) form).url());
            return "";
        }
        // Text and images have no file name; a provider refuses one there.
        boolean isFile = form instanceof Form.FileUrl || form instanceof Form.FileData;
        boolean named = !isFile && holder.remove("filename") != null;
        write(form);
        return named ? ", filename left out" : "";
    }

    private void write(Form form) {
        if (form instanceof Form.FileUrl file) {
            without("file_url").put("file_url", file.url());
        } else if (form instanceof Form.FileData file) {
            without("file_data").put("file_data", file.dataUri());
            if (!holder.path("filename").isTextual()) {
                holder.put("filename", file.name());
            }
        } else if (form instanceof Form.Image image) {
            without("").put(place.isResponsesPart() ? "image_url" : "url", image.url());
            retype("input_image", "image_url");
        } else if (form instanceof Form.Text text) {
            without("");
            retype("input_text", "text");
            part.put("text", text.text());
        }
    }

    /** Without the reference, unless its field is written again, and then keeps its place. */
    private ObjectNode without(String written) {
        if (!place.field().equals(written)) {
            holder.remove(place.field());
        }
        return holder;
    }

    private void retype(String responses, String chat) {
        if (place.isResponsesPart()) {
            part.put("type", responses);
            return;
        }
        part.remove("file");
        if (chat.equals("image_url")) {
            part.set(chat, holder);
        } else {
            part.setAll(holder);
        }
        part.put("type", chat);
    }
}
