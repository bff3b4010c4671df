package dev.dragoman.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dragoman.Given;
import dev.dragoman.console.DocumentListing.Listed;
import dev.dragoman.event.S3Location;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.s3.model.S3Object;

class DocumentListingTest {
    private final Set<S3Location> inWork = new HashSet<>();
    private final DocumentListing listing =
            new DocumentListing(new S3Location("papers", "inbox/"), "summaries/", inWork::contains);

    private static S3Object object(String key, int second) {
        return S3Object.builder()
                .key(key)
                .eTag("\"e\"")
                .size(7L)
                .lastModified(Given.NOW.plusSeconds(second))
                .build();
    }

    private void document(String name, int second) {
        listing.addDocument(object("inbox/" + name, second));
    }

    private void result(String name, int second) {
        listing.addResult(object("summaries/" + name, second));
    }

    private List<String> listed() {
        return listing.newest(100).stream()
                .map(Listed::entry)
                .map(each -> each.name() + " " + each.state().label())
                .toList();
    }

    @Test
    void aDocumentInTheInboxWaits() {
        document("a.pdf", 0);

        assertThat(listed()).containsExactly("a.pdf waiting");
    }

    @Test
    void oneThatThisProcessAnswersIsInWork() {
        document("a.pdf", 0);
        inWork.add(new S3Location("papers", "inbox/a.pdf"));

        assertThat(listed()).containsExactly("a.pdf working");
    }

    @Test
    void oneWhoseProgressIsThereIsInWorkSomewhere() {
        document("a.pdf", 0);
        result("a.pdf.progress.json", 1);

        assertThat(listed()).containsExactly("a.pdf working");
    }

    @Test
    void itsReceiptSaysThatItIsAnswered() {
        document("waits-to-be-moved.md", 0);
        result("waits-to-be-moved.md.summary.md", 1);
        result("waits-to-be-moved.md.receipt.json", 1);
        result("moved.md.summary.md", 2);
        result("moved.md.receipt.json", 2);
        result("batch.jsonl.output.jsonl", 3);
        result("batch.jsonl.receipt.json", 3);
        result("not-yet.md.summary.md", 4);

        assertThat(listed())
                .containsExactly("batch.jsonl completed", "moved.md completed", "waits-to-be-moved.md completed");
    }

    @Test
    void anErrorSaysThatItFailed() {
        result("a.md.error.json", 1);

        assertThat(listed()).containsExactly("a.md failed");
    }

    @Test
    void aNewDocumentOfTheSameNameWaits() {
        result("a.md.summary.md", 1);
        result("a.md.receipt.json", 1);
        document("a.md", 2);

        assertThat(listed()).containsExactly("a.md waiting");
    }

    @Test
    void theNewestComeFirstAndNoMoreThanAsked() {
        document("a.md", 1);
        document("b.md", 3);
        document("c.md", 2);

        assertThat(listing.newest(2)).extracting(each -> each.entry().name()).containsExactly("b.md", "c.md");
        assertThat(listing.size()).isEqualTo(3);
    }

    @Test
    void whatABatchKeepsIsNoDocument() {
        result(".batches/0123/index.receipt.json", 1);
        result(".receipt.json", 1);
        result("other.txt", 1);

        assertThat(listed()).isEmpty();
    }
}
