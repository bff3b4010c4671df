package dev.dragoman.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dragoman.Given;
import dev.dragoman.event.Ask;
import dev.dragoman.event.Content;
import dev.dragoman.event.Door;
import dev.dragoman.event.S3Location;
import dev.dragoman.local.LocalStack;
import dev.dragoman.outcome.Answer;
import dev.dragoman.outcome.Outcome;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.DelegatingS3Client;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CopyObjectRequest;
import software.amazon.awssdk.services.s3.model.CopyObjectResponse;
import software.amazon.awssdk.services.s3.model.DeleteObjectRequest;
import software.amazon.awssdk.services.s3.model.DeleteObjectResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.S3Object;

/** Moving answered documents, on a real S3 whose permissions a test takes away. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DocumentMoverTest {
    private static final String BUCKET = "tidied-papers";

    private final LocalStack stack = LocalStack.start();
    private final Denying s3 = new Denying(stack.s3());
    private final DocumentMover documentMover =
            new DocumentMover(s3, ResultLocation.parse("inbox/", "summaries/"), this::nanos, () -> 0);
    private String folder = "";
    private long now;

    private long nanos() {
        return now;
    }

    @BeforeAll
    void makeABucket() {
        stack.createBucket(BUCKET);
    }

    @BeforeEach
    void everythingIsAllowed() {
        folder = UUID.randomUUID() + "/";
        s3.allowEverything();
    }

    @AfterAll
    void stop() {
        stack.close();
    }

    @Test
    void whatCanNotBeMovedIsKnownToBeAnswered() {
        s3.deletes = false;
        Answer answer = answered("a.md", "Ahoy");

        documentMover.tidy(List.of(answer));

        assertThat(documentMover.left()).isEqualTo(1);
        assertThat(documentMover.isAnswered(document(answer))).isTrue();
        assertThat(keys("done/")).containsExactly("a.md");
        assertThat(keys("inbox/")).containsExactly("a.md");
        s3.allowEverything();
        rested(1);
        assertThat(keys("inbox/")).isEmpty();
        assertThat(keys("done/")).containsExactly("a.md");
        assertThat(documentMover.left()).isZero();
    }

    @Test
    void whatIsNotDueIsNotTried() {
        s3.copies = false;
        documentMover.tidy(List.of(answered("a.md", "Ahoy")));
        int before = s3.calls;

        documentMover.retry();
        assertThat(s3.calls).isEqualTo(before);
        rested(1);
        assertThat(s3.calls).isGreaterThan(before);

        // The wait has grown: as long again is too short.
        int after = s3.calls;
        rested(1);
        assertThat(s3.calls).isEqualTo(after);
        s3.allowEverything();
        rested(2);
        assertThat(keys("done/")).containsExactly("a.md");
        assertThat(documentMover.left()).isZero();
    }

    @Test
    void anotherDocumentUnderThatKeyIsNotAnswered() {
        s3.deletes = false;
        documentMover.tidy(List.of(answered("a.md", "Ahoy")));

        Answer newer = answered("a.md", "Ahoy again");

        assertThat(documentMover.isAnswered(document(newer))).isFalse();
        s3.allowEverything();
        rested(1);
        assertThat(documentMover.left()).isZero();
        assertThat(keys("inbox/")).containsExactly("a.md");
    }

    @Test
    void aDocumentThatAnotherServerHasMovedIsLeftAlone() {
        Answer answer = answered("a.md", "Ahoy");
        stack.s3().deleteObject(delete -> delete.bucket(BUCKET).key("inbox/" + folder + "a.md"));

        documentMover.tidy(List.of(answer));

        assertThat(documentMover.left()).isZero();
        assertThat(keys("done/")).isEmpty();
    }

    @Test
    void laterDocumentsOfTheSameNameStandBesideTheFirst() {
        documentMover.tidy(List.of(answered("minutes.v2.md", "One")));
        documentMover.tidy(List.of(answered("minutes.v2.md", "Two")));
        documentMover.tidy(List.of(answered("minutes.v2.md", "Three")));
        documentMover.tidy(List.of(answered("minutes.v2.md", "Two")));

        assertThat(keys("inbox/")).isEmpty();
        assertThat(keys("done/"))
                .hasSize(3)
                .contains("minutes.v2.md")
                .allMatch(key -> key.matches("minutes\\.v2(~[0-9a-f]{12})?\\.md"));
        assertThat(text("done/" + folder + "minutes.v2.md")).isEqualTo("One");
    }

    @Test
    void ifTheFolderCanNotBeSeenNothingInItIsReplaced() {
        documentMover.tidy(List.of(answered("a.md", "One")));
        s3.lists = false;
        documentMover.tidy(List.of(answered("a.md", "Two")));

        assertThat(keys("done/")).hasSize(2);
        assertThat(text("done/" + folder + "a.md")).isEqualTo("One");
    }

    private Answer answered(String name, String text) {
        S3Location location = new S3Location(BUCKET, "inbox/" + folder + name);
        String tag = stack.s3()
                .putObject(put -> put.bucket(BUCKET).key(location.key()), RequestBody.fromString(text))
                .eTag()
                .replace("\"", "");
        Ask ask = Given.ask(location.uri(), Door.S3, new Content.Document(location, null, tag, null));
        Outcome outcome = Given.completed();
        return Given.answer(ask, outcome);
    }

    private static Content.Document document(Answer answer) {
        return answer.ask().content().asDocument().orElseThrow();
    }

    /** As long as it takes until the try after so many failures is due. */
    private void rested(int tries) {
        now += Duration.ofMillis(tries == 1 ? 2_500 : 7_500).toNanos();
        documentMover.retry();
    }

    private List<String> keys(String prefix) {
        String whole = prefix + folder;
        return stack.s3().listObjectsV2(list -> list.bucket(BUCKET).prefix(whole)).contents().stream()
                .map(S3Object::key)
                .map(key -> key.substring(whole.length()))
                .toList();
    }

    private String text(String key) {
        return stack.s3().getObjectAsBytes(get -> get.bucket(BUCKET).key(key)).asUtf8String();
    }

    /** Refuses what is not permitted. */
    private static final class Denying extends DelegatingS3Client {
        private boolean copies;
        private boolean deletes;
        private boolean lists;
        private int calls;

        Denying(S3Client s3) {
            super(s3);
        }

        void allowEverything() {
            copies = true;
            deletes = true;
            lists = true;
        }

        private void check(boolean permitted) {
            calls++;
            if (!permitted) {
                throw S3Exception.builder().statusCode(403).build();
            }
        }

        @Override
        public CopyObjectResponse copyObject(CopyObjectRequest request) {
            check(copies);
            return super.copyObject(request);
        }

        @Override
        public DeleteObjectResponse deleteObject(DeleteObjectRequest request) {
            check(deletes);
            return super.deleteObject(request);
        }

        @Override
        public ListObjectsV2Response listObjectsV2(ListObjectsV2Request request) {
            check(lists);
            return super.listObjectsV2(request);
        }
    }
}
