package dev.dragoman.document;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.dragoman.document.Attachment.AttachmentForm;

/**
 * Puts a resolved document in the place of its reference, in the part's own words; the payload stage puts them into
 * the upstreamEndpoint's. The part's other members stay, but a file's name where the part is no file any more.
 */
final class PartWriter {
    private final ReferenceSite place;
    private final ObjectNode part;
    private final ObjectNode holder;

    private PartWriter(ReferenceSite place) {
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
    static String write(ReferenceSite place, AttachmentForm form) {
        return form.label() + new PartWriter(place).clause(form);
    }

    private String clause(AttachmentForm form) {
        if (place.image()) {
            holder.put(place.field(), ((AttachmentForm.Image) form).url());
            return "";
        }
        // Text and images have no file name; a provider refuses one there.
        boolean isFile = form instanceof AttachmentForm.FileUrl || form instanceof AttachmentForm.FileData;
        boolean named = !isFile && holder.remove("filename") != null;
        write(form);
        return named ? ", filename left out" : "";
    }

    private void write(AttachmentForm form) {
        if (form instanceof AttachmentForm.FileUrl file) {
            without("file_url").put("file_url", file.url());
        } else if (form instanceof AttachmentForm.FileData file) {
            without("file_data").put("file_data", file.dataUri());
            if (!holder.path("filename").isTextual()) {
                holder.put("filename", file.name());
            }
        } else if (form instanceof AttachmentForm.Image image) {
            without("").put(place.isResponsesPart() ? "image_url" : "url", image.url());
            retype("input_image", "image_url");
        } else if (form instanceof AttachmentForm.InlineText text) {
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
