package dev.dragoman.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class AllowedObjectsTest {
    private static final AllowedObjects OBJECTS = new AllowedObjects(
            List.of(new S3Place("papers", "inbox/"), new S3Place("whole", "")),
            List.of(new S3Place("papers", "inbox/public/")),
            List.of(new S3Place("whole", "replies/")),
            List.of(new S3Place("whole", "ledger/"), new S3Place(null, "summaries/")));

    @ParameterizedTest
    @CsvSource({
        "SQS, s3://papers/inbox/a.pdf, true",
        "INVOKE, s3://papers/inbox/a.pdf, true",
        "HTTP, s3://papers/inbox/a.pdf, false",
        "HTTP, s3://papers/inbox/public/a.pdf, true",
        "HTTP, s3://whole/a.pdf, false",
        "SQS, s3://whole/a.pdf, true",
        "SQS, s3://whole/deep/summaries/a.pdf, true",
        "S3, s3://others/inbox/a.pdf, true",
        "S3, s3://others/inbox/../ledger/a.json, false"
    })
    void eachDoorHasItsList(Door door, String uri, boolean allowed) {
        assertThat(OBJECTS.mayRead(door, location(uri))).isEqualTo(allowed);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "s3://papers/inbox",
                "s3://papers/inbox/",
                "s3://papers/inbox2/a",
                "s3://papers/in/a",
                "s3://papers/Inbox/a",
                "s3://papers//inbox/a",
                "s3://papers/inbox%2Fa",
                "s3://papers/a",
                "s3://papers2/inbox/a",
                "s3://Papers/inbox/a",
                "s3://papers/inbox/../ledger/a",
                "s3://papers/inbox/./a",
                "s3://papers/inbox/a/..",
                "s3://papers/../papers/inbox/a"
            })
    void aKeyIsComparedAsItIs(String uri) {
        assertThat(OBJECTS.mayRead(Door.SQS, location(uri))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "s3://papers/inbox/a..b.pdf",
                "s3://papers/inbox/.hidden",
                "s3://papers/inbox/a/...",
                "s3://papers/inbox//a"
            })
    void anOddNameIsAName(String uri) {
        assertThat(OBJECTS.mayRead(Door.SQS, location(uri))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ledger/0a1b.json",
                "ledger/answers/0a1b.json",
                "summaries/a.pdf.summary.md",
                "replies/a.json",
                "done/a.pdf",
                "failed/a.pdf",
                "batches/a.json",
                "/ledger/0a1b.json",
                "ledger//0a1b.json",
                "//done//a.pdf"
            })
    @Tag("F086")
    void whatIsDragomansOwnIsNeverRead(String key) {
        assertThat(OBJECTS.mayRead(Door.SQS, new S3Location("whole", key))).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "s3://whole/replies/a.json, true",
        "s3://whole/replies/deep/a.json, true",
        "s3://whole/replies/, false",
        "s3://whole/replies2/a.json, false",
        "s3://whole/a.json, false",
        "s3://whole/ledger/a.json, false",
        "s3://whole/replies/../ledger/a.json, false",
        "s3://papers/replies/a.json, false"
    })
    void anAnswerGoesBelowTheReplyPrefixOnly(String uri, boolean allowed) {
        assertThat(OBJECTS.mayWrite(location(uri))).isEqualTo(allowed);
    }

    @ParameterizedTest
    @EnumSource(Door.class)
    void withoutListsNothingIsNamed(Door door) {
        AllowedObjects none = new AllowedObjects(List.of(), List.of(), List.of(), List.of());

        assertThat(none.mayRead(door, location("s3://papers/inbox/a.pdf"))).isEqualTo(door == Door.S3);
        assertThat(none.mayWrite(location("s3://papers/replies/a.json"))).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "papers, papers, ''",
        "papers/, papers, ''",
        "papers/inbox/, papers, inbox/",
        "' papers/a/b.c/ ', papers, a/b.c/",
        "s3://papers/inbox/, papers, inbox/",
        "My_Legacy.Bucket, My_Legacy.Bucket, ''"
    })
    void aPlaceIsABucketAndAPrefix(String text, String bucket, String prefix) {
        assertThat(S3Place.parse(text)).contains(new S3Place(bucket, prefix));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/",
                "a",
                "papers/inbox",
                "papers//",
                "papers//inbox/",
                "papers/../",
                "papers/a/./",
                "papers/*",
                "arn:aws:s3:::papers",
                "https://papers/inbox/"
            })
    void whatIsNoPlaceIsNotRead(String text) {
        assertThat(S3Place.parse(text)).isEmpty();
    }

    @Test
    void placesOverlapIfOneIsInTheOther() {
        S3Place inbox = new S3Place("papers", "inbox/");

        assertThat(inbox.overlaps(inbox)).isTrue();
        assertThat(inbox.overlaps(new S3Place("papers", ""))).isTrue();
        assertThat(inbox.overlaps(new S3Place(null, "inbox/deep/"))).isTrue();
        assertThat(inbox.overlaps(new S3Place("papers", "inbox2/"))).isFalse();
        assertThat(inbox.overlaps(new S3Place("others", "inbox/"))).isFalse();
    }

    private static S3Location location(String uri) {
        return S3Location.parse(uri).orElseThrow();
    }
}
