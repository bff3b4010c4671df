package dev.dragoman.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.sun.net.httpserver.HttpServer;
import dev.dragoman.Given;
import dev.dragoman.delivery.DocumentMover;
import dev.dragoman.delivery.PollBackoff;
import dev.dragoman.delivery.ResultLocation;
import dev.dragoman.event.Ask;
import dev.dragoman.event.Content;
import dev.dragoman.event.DocumentScope;
import dev.dragoman.event.S3Location;
import dev.dragoman.event.TriggerParser;
import dev.dragoman.local.Aws;
import dev.dragoman.local.LocalStack;
import dev.dragoman.local.Ports;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.apache.camel.support.UnitOfWorkHelper;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;

/** The polled inbox: on a real S3, and on one that answers what a test gives it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class InboxTest {
    private static final String BUCKET = "polled-papers";
    private static final int MORE_THAN_A_PAGE = 1_005;

    private final LocalStack stack = LocalStack.start();
    private final DefaultCamelContext camel = new DefaultCamelContext();
    private final PollBackoff resting = new PollBackoff(Given.CLOCK, () -> 0, () -> 0);
    private boolean quiet;

    @BeforeAll
    void makeABucket() {
        stack.createBucket(BUCKET);
        camel.start();
    }

    @AfterAll
    void stop() {
        camel.stop();
        stack.close();
    }

    @Test
    void everyPageIsListed() {
        IntStream.range(0, MORE_THAN_A_PAGE).forEach(n -> put("many/%04d.md".formatted(n)));

        assertThat(keys(inbox("many/")))
                .hasSize(MORE_THAN_A_PAGE)
                .startsWith("many/0000.md")
                .endsWith("many/1004.md")
                .doesNotHaveDuplicates();
    }

    @Test
    void aListingTellsTheTagThatTheObjectHas() {
        put("tags/a.md");

        assertThat(documents(inbox("tags/"))).extracting(Content.Document::eTag).containsExactly(tag("tags/a.md"));
    }

    @Test
    void aListingEndsWhenNoCallCanBeMade() {
        put("quiet/a.md");
        put("quiet/b.md");
        Iterator<Content.Document> documents = inbox("quiet/").documents(exchange());
        Content.Document first = documents.next();

        quiet = true;
        assertThat(inbox("quiet/").claim(exchange(), first)).isFalse();
        assertThat(keys(inbox("quiet/"))).isEmpty();
        quiet = false;
        assertThat(keys(inbox("quiet/"))).hasSize(2);
    }

    @Test
    void aDocumentIsClaimedOnceUntilItsExchangeIsDone() {
        put("claims/a.md");
        Inbox inbox = inbox("claims/");
        Content.Document document = documents(inbox).get(0);
        Exchange first = exchange();

        assertThat(inbox.claim(first, document)).isTrue();
        assertThat(inbox.claim(exchange(), document)).isFalse();
        UnitOfWorkHelper.doneSynchronizations(
                first, first.getExchangeExtension().handoverCompletions());
        assertThat(inbox.claim(exchange(), document)).isTrue();
    }

    @Test
    void aDocumentThatRestsIsNotClaimed() {
        put("rests/a.md");
        Inbox inbox = inbox("rests/");
        resting.note(List.of(Given.answer(Given.document(BUCKET, "rests/a.md"), Given.unavailable())));

        assertThat(inbox.claim(exchange(), documents(inbox).get(0))).isFalse();
    }

    @Test
    void anAskIsAboutTheObjectAsItIsNow() {
        put("asks/a.md");
        Inbox inbox = inbox("asks/");
        Content.Document document = documents(inbox).get(0);

        List<Ask> asks = inbox.asks(document);
        assertThat(asks).singleElement().satisfies(ask -> {
            assertThat(ask.id()).isEqualTo("s3://polled-papers/asks/a.md");
            assertThat(ask.content().asDocument().orElseThrow().eTag()).isEqualTo(tag("asks/a.md"));
        });
        stack.s3().deleteObject(delete -> delete.bucket(BUCKET).key("asks/a.md"));
        assertThat(inbox.asks(document)).isEmpty();
    }

    @Test
    void anObjectThatCanNotBeLookedAtIsAskedAboutAllTheSame() {
        try (S3Client nowhere =
                new Aws(URI.create("http://127.0.0.1:9"), URI.create("http://127.0.0.1:9")).s3Client()) {
            Content.Document document = new Content.Document(new S3Location(BUCKET, "asks/b.md"), null, "0123", null);

            assertThat(inbox(nowhere, "asks/").asks(document))
                    .extracting(Ask::id)
                    .containsExactly("s3://polled-papers/asks/b.md");
        }
    }

    /** XML has no way to write most control characters, so S3 is asked to encode all names. */
    @Test
    void namesComeAsTheyAre() throws IOException {
        String listing = object("inbox/a%01b.md", 3)
                + object("inbox/a+%2B%25.md", 3)
                + object("inbox/line%0Abreak.md", 3)
                + object("inbox/%F0%9F%98%80.md", 3)
                + object("inbox/../up.md", 3);
        List<String> queries = new CopyOnWriteArrayList<>();
        try (S3Double s3 = new S3Double(listing, queries)) {
            assertThat(keys(inbox(s3.client(), "inbox/")))
                    .containsExactly(
                            "inbox/a\u0001b.md",
                            "inbox/a +%.md",
                            "inbox/line\nbreak.md",
                            "inbox/😀.md",
                            "inbox/../up.md");
            assertThat(queries).allMatch(query -> query.contains("encoding-type=url"));
        }
    }

    @Test
    void anEmptyMarkerOfAFolderIsNoDocument() throws IOException {
        String listing = object("inbox/", 0)
                + object("inbox/reports/", 0)
                + object("inbox/reports/filled/", 12)
                + object("inbox/reports/z.md", 3);
        try (S3Double s3 = new S3Double(listing, new ArrayList<>())) {
            assertThat(keys(inbox(s3.client(), "inbox/")))
                    .containsExactly("inbox/reports/filled/", "inbox/reports/z.md");
        }
    }

    @Test
    void aListingThatFailsIsKnown() {
        Inbox inbox = inbox(stack.s3(), new S3Location("not-there", "inbox/"));

        assertThatExceptionOfType(SdkException.class)
                .isThrownBy(() -> inbox.documents(exchange()))
                .satisfies(inbox::warn);

        assertThat(inbox.isListed()).isFalse();
    }

    private void put(String key) {
        stack.s3().putObject(put -> put.bucket(BUCKET).key(key), RequestBody.fromString("Ahoy"));
    }

    private String tag(String key) {
        return stack.s3()
                .headObject(head -> head.bucket(BUCKET).key(key))
                .eTag()
                .replace("\"", "");
    }

    private Inbox inbox(String prefix) {
        return inbox(stack.s3(), prefix);
    }

    private Inbox inbox(S3Client s3, String prefix) {
        return inbox(s3, new S3Location(BUCKET, prefix));
    }

    private Inbox inbox(S3Client s3, S3Location prefix) {
        TriggerParser events = new TriggerParser(
                new DocumentScope(prefix.key(), null, "summaries/", Set.of()), Duration.ofSeconds(28));
        DocumentMover documentMover =
                new DocumentMover(s3, ResultLocation.parse(prefix.key(), "summaries/"), () -> 0, () -> 0);
        return new Inbox(s3, prefix, events, resting, documentMover, () -> quiet);
    }

    private Exchange exchange() {
        return new DefaultExchange(camel);
    }

    private List<Content.Document> documents(Inbox inbox) {
        List<Content.Document> documents = new ArrayList<>();
        inbox.documents(exchange()).forEachRemaining(documents::add);
        return documents;
    }

    private List<String> keys(Inbox inbox) {
        return documents(inbox).stream()
                .map(document -> document.location().key())
                .toList();
    }

    private static String object(String encodedKey, int size) {
        return "<Contents><Key>%s</Key><ETag>&quot;0123&quot;</ETag><Size>%d</Size></Contents>"
                .formatted(encodedKey, size);
    }

    /** An S3 with one listing, its keys URL-encoded as S3 encodes them. */
    private static final class S3Double implements AutoCloseable {
        private final HttpServer server = HttpServer.create(Ports.address(0), 0);
        private final S3Client client;

        S3Double(String contents, List<String> queries) throws IOException {
            byte[] listing = ("<?xml version=\"1.0\" encoding=\"UTF-8\"?><ListBucketResult>"
                            + "<EncodingType>url</EncodingType><IsTruncated>false</IsTruncated>" + contents
                            + "</ListBucketResult>")
                    .getBytes(StandardCharsets.UTF_8);
            server.createContext("/", exchange -> {
                queries.add(exchange.getRequestURI().getRawQuery());
                exchange.sendResponseHeaders(200, listing.length);
                exchange.getResponseBody().write(listing);
                exchange.close();
            });
            server.start();
            URI endpoint = URI.create(
                    "http://" + Ports.LOOPBACK + ":" + server.getAddress().getPort());
            client = new Aws(endpoint, endpoint).s3Client();
        }

        S3Client client() {
            return client;
        }

        @Override
        public void close() {
            client.close();
            server.stop(0);
        }
    }
}
