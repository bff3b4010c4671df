package dev.dragoman.payload;

import dev.dragoman.event.Content;
import dev.dragoman.event.Excerpt;
import java.util.List;

/**
 * How a long document is read: in parts, whose answers are then put together.
 *
 * @param document the document, of the version that was divided
 * @param identity what stands for it in the ledger's keys of its parts
 * @param parts at least one; together they are the whole document
 * @param maxTokens what the answers may be together when they are put together, in tokens
 * @param maxOutputTokens what one of them may be
 * @param adjustments what is changed of all its parts, in words for the caller
 */
public record Division(
        Content.Document document,
        String identity,
        List<Excerpt.DocumentPart> parts,
        long maxTokens,
        int maxOutputTokens,
        List<String> adjustments) {
    public Division {
        adjustments = List.copyOf(adjustments);
        parts = List.copyOf(parts);
    }

    /**
     * All that the parts cover.
     *
     * @return from the first page or byte to the last
     */
    public Excerpt.Span span() {
        return parts.get(0).span().to(parts.get(parts.size() - 1).span());
    }
}
