package dev.dragoman.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dragoman.event.AllowedObjects;
import dev.dragoman.event.S3Location;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ChecksTest {
    @Test
    void theDefaultsAreFineButForTheKey() {
        assertThat(Checks.model(Settings.of(ModelConfig.class, "api-key", " key-1 ")))
                .isEqualTo("key-1");
        assertThatCode(() -> Checks.documents(Settings.of(DocumentsConfig.class)))
                .doesNotThrowAnyException();
        assertThatCode(() -> Checks.asks(Settings.of(AsksConfig.class))).doesNotThrowAnyException();
    }

    @Test
    @Tag("F040")
    void withoutKeyNothingStarts() {
        isRefused(() -> Checks.model(Settings.of(ModelConfig.class)), "GMI_API_KEY");
        isRefused(() -> Checks.model(Settings.of(ModelConfig.class, "api-key", "  ")), "GMI_API_KEY");
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://127.0.0.1:9400/v1", "https://api.example.com/v1", "https://[::1]/v1/"})
    void anyHttpUrlIsABase(String url) {
        assertThatCode(() -> Checks.model(Settings.of(ModelConfig.class, "api-key", "k", "base-url", url)))
                .doesNotThrowAnyException();
    }

    @ParameterizedTest
    @CsvSource({
        "https://api.example.com/v1, https://api.example.com/v1",
        "https://api.example.com/v1/, https://api.example.com/v1",
        "https://api.example.com/v1///, https://api.example.com/v1",
        "https://api.example.com/, https://api.example.com",
        "https://api.example.com, https://api.example.com",
        "' https://api.example.com/openai/v1/ ', https://api.example.com/openai/v1"
    })
    void slashesAtTheEndOfTheBaseDoNotCount(String url, String base) {
        assertThat(Checks.baseUrl(Settings.of(ModelConfig.class, "base-url", url)))
                .hasToString(base);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "api.example.com/v1",
                "ftp://api.example.com/v1",
                "https:///v1",
                "https://api.example.com/v1?key=1",
                "https://api.example.com/v1?",
                "https://user:secret@api.example.com/v1",
                "https://api.example.com/v1#chat",
                "https://api.example.com:65536/v1",
                "https://api example.com",
                "mailto:a@example.com",
                "nonsense"
            })
    void whatIsNoHttpUrlIsNoBase(String url) {
        isRefused(
                () -> Checks.model(Settings.of(ModelConfig.class, "api-key", "k", "base-url", url)),
                "DRAGOMAN_MODEL_BASE_URL");
    }

    @ParameterizedTest
    @CsvSource({
        "connect-timeout, 0s, DRAGOMAN_MODEL_CONNECT_TIMEOUT",
        "first-byte-timeout, PT-1S, DRAGOMAN_MODEL_FIRST_BYTE_TIMEOUT",
        "total-timeout, 0s, DRAGOMAN_MODEL_TOTAL_TIMEOUT"
    })
    void aTimeoutIsLongerThanZero(String key, String value, String variable) {
        isRefused(() -> Checks.model(Settings.of(ModelConfig.class, "api-key", "k", key, value)), variable);
    }

    @ParameterizedTest
    @CsvSource({
        "inbox/, summaries/",
        "inbox/, s3://results/",
        "inbox/, s3://results/deep/er/",
        "in/, inbox/",
        "a/inbox/, a/summaries/"
    })
    void inputAndOutputMayLieApart(String input, String output) {
        assertThatCode(() -> Checks.documents(Settings.of(DocumentsConfig.class, "input", input, "output", output)))
                .doesNotThrowAnyException();
    }

    @ParameterizedTest
    @CsvSource({"inbox/, inbox/", "inbox/, inbox/summaries/", "inbox/, s3://results/inbox/", "a/, a/b/c/"})
    @Tag("F065")
    void theOutputMayNotLieUnderTheInput(String input, String output) {
        isRefused(
                () -> Checks.documents(Settings.of(DocumentsConfig.class, "input", input, "output", output)),
                "DRAGOMAN_DOCUMENTS_OUTPUT");
    }

    @ParameterizedTest
    @CsvSource({
        "papers, inbox/, s3://papers/, false",
        "papers, a/inbox/, s3://papers/a/, false",
        "papers, inbox/, s3://papers/summaries/, true",
        "papers, inbox/, s3://results/, true",
        "papers, inbox/, summaries/, true"
    })
    @Tag("F065")
    void resultsInThePolledBucketLieApartFromItsInput(String bucket, String input, String output, boolean allowed) {
        ThrowingCallable check = () -> Checks.apart(
                Settings.of(PollConfig.class, "bucket", bucket),
                Settings.of(DocumentsConfig.class, "input", input, "output", output));
        if (allowed) {
            assertThatCode(check).doesNotThrowAnyException();
        } else {
            isRefused(check, "DRAGOMAN_DOCUMENTS_OUTPUT");
        }
    }

    @ParameterizedTest
    @CsvSource({"summaries/inbox/, summaries/", "a/b/, a/"})
    void anInputUnderTheOutputWouldNeverBeTaken(String input, String output) {
        isRefused(
                () -> Checks.documents(Settings.of(DocumentsConfig.class, "input", input, "output", output)),
                "DRAGOMAN_DOCUMENTS_INPUT");
    }

    @ParameterizedTest
    @CsvSource({
        "input, inbox, DRAGOMAN_DOCUMENTS_INPUT",
        "input, /inbox/, DRAGOMAN_DOCUMENTS_INPUT",
        "input, /, DRAGOMAN_DOCUMENTS_INPUT",
        "output, summaries, DRAGOMAN_DOCUMENTS_OUTPUT",
        "output, /summaries/, DRAGOMAN_DOCUMENTS_OUTPUT",
        "output, s3://my results/, DRAGOMAN_DOCUMENTS_OUTPUT",
        "output, s3://results, DRAGOMAN_DOCUMENTS_OUTPUT",
        "output, https://results.example.com/, DRAGOMAN_DOCUMENTS_OUTPUT",
        "output, s3://results/deep, DRAGOMAN_DOCUMENTS_OUTPUT",
        "url-lifetime, 0s, DRAGOMAN_DOCUMENTS_URL_LIFETIME",
        "url-lifetime, 169h, DRAGOMAN_DOCUMENTS_URL_LIFETIME",
        "max-output-tokens, 0, DRAGOMAN_DOCUMENTS_MAX_OUTPUT_TOKENS"
    })
    void aWrongValueNamesItsVariable(String key, String value, String variable) {
        isRefused(() -> Checks.documents(Settings.of(DocumentsConfig.class, key, value)), variable);
    }

    @ParameterizedTest
    @CsvSource({
        "ledger, s3://ledger/no-slash, DRAGOMAN_LEDGER",
        "lease, 2s, DRAGOMAN_LEASE",
        "ledger, none, DRAGOMAN_LEDGER",
        "batches, s3://clients/no-slash, DRAGOMAN_BATCHES",
        "batches, s3://clients/, DRAGOMAN_BATCHES",
        "batches, clients/batches/, DRAGOMAN_BATCHES",
        "concurrency, 0, DRAGOMAN_CONCURRENCY",
        "concurrency, -1, DRAGOMAN_CONCURRENCY"
    })
    void whatConcernsEveryAskIsCheckedToo(String key, String value, String variable) {
        isRefused(() -> Checks.asks(Settings.of(AsksConfig.class, key, value)), variable);
    }

    @ParameterizedTest
    @CsvSource({
        "slice, 0, DRAGOMAN_BATCHES_SLICE",
        "slice, 1001, DRAGOMAN_BATCHES_SLICE",
        "fan-out, 0, DRAGOMAN_BATCHES_FAN_OUT",
        "window, 0s, DRAGOMAN_BATCHES_WINDOW",
        "window, 169h, DRAGOMAN_BATCHES_WINDOW"
    })
    void howBatchesAreWorkedOnIsChecked(String key, String value, String variable) {
        isRefused(() -> Checks.batches(Settings.of(BatchesConfig.class, key, value)), variable);
    }

    @Test
    void theBatchesOfClientsLieApartFromTheDocumentsAndFromWhatAsksWrite() {
        isRefused(
                () -> Checks.apart(
                        Settings.of(AsksConfig.class, "batches", "s3://bucket/inbox/batches/"),
                        Settings.of(DocumentsConfig.class)),
                "DRAGOMAN_BATCHES");
        isRefused(
                () -> Checks.objects(
                        Settings.of(AsksConfig.class, "batches", "s3://papers/replies/b/", "buckets", "papers"),
                        Settings.of(HttpConfig.class),
                        Settings.of(DocumentsConfig.class)),
                "DRAGOMAN_BATCHES");
    }

    @Test
    void theLedgerLiesApartFromTheDocuments() {
        isRefused(
                () -> Checks.apart(
                        Settings.of(AsksConfig.class, "ledger", "s3://bucket/inbox/ledger/"),
                        Settings.of(DocumentsConfig.class)),
                "DRAGOMAN_LEDGER");
    }

    @ParameterizedTest
    @CsvSource({
        "documents, s3://documents/ledger/, DRAGOMAN_LEDGER",
        "documents/ledger/, s3://documents/ledger/, DRAGOMAN_LEDGER",
        "documents/ledger/deep/, s3://documents/ledger/, DRAGOMAN_LEDGER",
        "documents/inbox/, s3://documents/replies/ledger/, DRAGOMAN_LEDGER",
        "documents/inbox, memory, DRAGOMAN_BUCKETS",
        "documents//, memory, DRAGOMAN_BUCKETS",
        "documents/../, memory, DRAGOMAN_BUCKETS",
        "*, memory, DRAGOMAN_BUCKETS"
    })
    @Tag("F086")
    void asksCannotNameTheLedger(String buckets, String ledger, String variable) {
        isRefused(
                () -> Checks.objects(
                        Settings.of(AsksConfig.class, "buckets", buckets, "ledger", ledger),
                        Settings.of(HttpConfig.class),
                        Settings.of(DocumentsConfig.class)),
                variable);
    }

    @ParameterizedTest
    @CsvSource({
        "documents, s3://documents/ledger/, DRAGOMAN_LEDGER",
        "'others,documents/ledger/', s3://documents/ledger/, DRAGOMAN_LEDGER",
        "documents/inbox, memory, DRAGOMAN_HTTP_BUCKETS"
    })
    @Tag("F086")
    void clientsCannotNameTheLedgerEither(String buckets, String ledger, String variable) {
        isRefused(
                () -> Checks.objects(
                        Settings.of(AsksConfig.class, "ledger", ledger),
                        Settings.of(HttpConfig.class, "buckets", buckets),
                        Settings.of(DocumentsConfig.class)),
                variable);
    }

    @ParameterizedTest
    @ValueSource(strings = {"s3://documents/ledger/", "s3://ledger/inbox/", "memory"})
    void aLedgerThatNobodyCanNameIsFine(String ledger) {
        Checks.objects(
                Settings.of(AsksConfig.class, "buckets", "documents/shared/,others", "ledger", ledger),
                Settings.of(HttpConfig.class, "buckets", "documents/shared/public/"),
                Settings.of(DocumentsConfig.class));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "inbox/",
                "inbox/replies/",
                "summaries/",
                "summaries/replies/",
                "done/",
                "failed/replies/",
                "s3://documents/inbox/",
                "s3://documents/",
                "replies",
                "/replies/",
                "../",
                "replies//"
            })
    void repliesLieApartFromAllElse(String replies) {
        isRefused(
                () -> Checks.objects(
                        Settings.of(AsksConfig.class, "buckets", "documents", "replies", replies),
                        Settings.of(HttpConfig.class),
                        Settings.of(DocumentsConfig.class)),
                "DRAGOMAN_REPLIES");
    }

    @Test
    void repliesGoToEachBucketOfTheListOrToOneOfTheirOwn() {
        S3Location there = new S3Location("documents", "replies/a.json");
        S3Location apart = new S3Location("answers", "of/asks/a.json");

        assertThat(objects("replies/").mayWrite(there)).isTrue();
        assertThat(objects("replies/").mayWrite(apart)).isFalse();
        assertThat(objects("s3://answers/of/asks/").mayWrite(there)).isFalse();
        assertThat(objects("s3://answers/of/asks/").mayWrite(apart)).isTrue();
    }

    private static AllowedObjects objects(String replies) {
        return Checks.objects(
                Settings.of(AsksConfig.class, "buckets", "documents/shared/", "replies", replies),
                Settings.of(HttpConfig.class),
                Settings.of(DocumentsConfig.class));
    }

    @Test
    @Tag("F086")
    void aPresignedUrlOutlivesTheCall() {
        DocumentsConfig documents = Settings.of(DocumentsConfig.class, "url-lifetime", "299s");

        isRefused(() -> Checks.outlives(documents, Settings.of(ModelConfig.class)), "DRAGOMAN_DOCUMENTS_URL_LIFETIME");
        assertThatCode(() -> Checks.outlives(Settings.of(DocumentsConfig.class), Settings.of(ModelConfig.class)))
                .doesNotThrowAnyException();
    }

    @Test
    @Tag("F050")
    void aFifoQueueIsPolledMessageByMessage() {
        isRefused(() -> Checks.poll(Settings.of(PollConfig.class, "queue", "asks.fifo")), "DRAGOMAN_POLL_MESSAGES");
        isRefused(() -> Checks.poll(Settings.of(PollConfig.class, "messages", "11")), "DRAGOMAN_POLL_MESSAGES");
        assertThatCode(() -> Checks.poll(Settings.of(PollConfig.class, "queue", "asks.fifo", "messages", "1")))
                .doesNotThrowAnyException();
    }

    @Test
    void aMessageIsHiddenForAsLongAsSqsAllows() {
        isRefused(() -> Checks.poll(Settings.of(PollConfig.class, "visibility", "9")), "DRAGOMAN_POLL_VISIBILITY");
        isRefused(() -> Checks.poll(Settings.of(PollConfig.class, "visibility", "43201")), "DRAGOMAN_POLL_VISIBILITY");
    }

    @Test
    void aQueueDeliversAtLeastOnce() {
        isRefused(
                () -> Checks.queue(Settings.of(QueueConfig.class, "max-receives", "0")), "DRAGOMAN_QUEUE_MAX_RECEIVES");
    }

    @Test
    void theReplyQueueIsAQueue() {
        isRefused(() -> Checks.queue(Settings.of(QueueConfig.class, "reply", "answers")), "DRAGOMAN_QUEUE_REPLY");
        Checks.queue(Settings.of(
                QueueConfig.class, "reply", "https://sqs.eu-central-1.amazonaws.com/111122223333/answers.fifo"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"a key", "a\nkey", "a\r\nkey", "a\tkey", "schl\u00FCssel", "a\u0000b", "a\u200Bb", "a\u00A0b"})
    void aKeyThatNoHeaderCanCarryIsRefusedWithoutBeingShown(String key) {
        assertThatThrownBy(() -> Checks.model(Settings.of(ModelConfig.class, "api-key", key)))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageStartingWith("GMI_API_KEY (or DRAGOMAN_MODEL_API_KEY) ")
                .message()
                .doesNotContain(key);
    }

    @Test
    void theLineThatAKeysFileEndsWithDoesNotCount() {
        assertThat(Checks.model(Settings.of(ModelConfig.class, "api-key", "key-1\r\n")))
                .isEqualTo("key-1");
    }

    @ParameterizedTest
    @CsvSource({
        "connect-timeout, PT0.0009S, DRAGOMAN_MODEL_CONNECT_TIMEOUT",
        "idle-timeout, 25h, DRAGOMAN_MODEL_IDLE_TIMEOUT",
        "total-timeout, 1441m, DRAGOMAN_MODEL_TOTAL_TIMEOUT",
        "least-time, PT0.0009S, DRAGOMAN_MODEL_LEAST_TIME",
        "longest-wait, 2d, DRAGOMAN_MODEL_LONGEST_WAIT",
        "breaker-rest, PT24H0.001S, DRAGOMAN_MODEL_BREAKER_REST",
        "connections, 2000000000, DRAGOMAN_MODEL_CONNECTIONS",
        "max-attempts, 101, DRAGOMAN_MODEL_MAX_ATTEMPTS",
        "max-choices, 1001, DRAGOMAN_MODEL_MAX_CHOICES",
        "max-output-tokens, 100000001, DRAGOMAN_MODEL_MAX_OUTPUT_TOKENS",
        "breaker-volume, 100001, DRAGOMAN_MODEL_BREAKER_VOLUME",
        "max-answer, 2G, DRAGOMAN_MODEL_MAX_ANSWER",
        "name, ' ', DRAGOMAN_MODEL_NAME"
    })
    void whatIsOutOfAnyRangeOfTheModelIsRefused(String key, String value, String variable) {
        isRefused(() -> Checks.model(Settings.of(ModelConfig.class, "api-key", "k", key, value)), variable);
    }

    @ParameterizedTest
    @CsvSource({"least-time, 0s", "longest-wait, 0s", "connect-timeout, 1ms", "total-timeout, 24h", "max-attempts, 100"
    })
    void theEndsOfARangeAreInIt(String key, String value) {
        assertThatCode(() -> Checks.model(Settings.of(ModelConfig.class, "api-key", "k", key, value)))
                .doesNotThrowAnyException();
    }

    @Test
    void whatIsOutOfAnyOtherRangeIsRefusedToo() {
        isRefused(() -> Checks.asks(Settings.of(AsksConfig.class, "lease", "25h")), "DRAGOMAN_LEASE");
        isRefused(() -> Checks.asks(Settings.of(AsksConfig.class, "concurrency", "100001")), "DRAGOMAN_CONCURRENCY");
        isRefused(() -> Checks.http(Settings.of(HttpConfig.class, "max-body", "3G")), "DRAGOMAN_HTTP_MAX_BODY");
        isRefused(() -> Checks.http(Settings.of(HttpConfig.class, "max-bodies", "0")), "DRAGOMAN_HTTP_MAX_BODIES");
        isRefused(
                () -> Checks.http(Settings.of(HttpConfig.class, "body-timeout", "30h")), "DRAGOMAN_HTTP_BODY_TIMEOUT");
        isRefused(
                () -> Checks.http(Settings.of(HttpConfig.class, "gateway-timeout", "0s")),
                "DRAGOMAN_HTTP_GATEWAY_TIMEOUT");
        isRefused(
                () -> Checks.documents(Settings.of(DocumentsConfig.class, "max-size", "0")),
                "DRAGOMAN_DOCUMENTS_MAX_SIZE");
        isRefused(
                () -> Checks.documents(Settings.of(DocumentsConfig.class, "max-text-size", "2G")),
                "DRAGOMAN_DOCUMENTS_MAX_TEXT_SIZE");
        isRefused(
                () -> Checks.documents(Settings.of(
                        DocumentsConfig.class,
                        "rules.big-ones.prefix",
                        "inbox/big/",
                        "rules.big-ones.max-output-tokens",
                        "0")),
                "DRAGOMAN_DOCUMENTS_RULES_BIG_ONES_MAX_OUTPUT_TOKENS");
        isRefused(
                () -> Checks.queue(Settings.of(QueueConfig.class, "max-receives", "1001")),
                "DRAGOMAN_QUEUE_MAX_RECEIVES");
    }

    @ParameterizedTest
    @CsvSource({"86400001ms, false", "86400s, true", "86401s, false", "1440m, true", "24h, true", "25h, false"})
    void theBucketIsListedAtLeastOnceADay(String interval, boolean fine) {
        ThrowingCallable check = () -> Checks.poll(Settings.of(PollConfig.class, "interval", interval));
        if (fine) {
            assertThatCode(check).doesNotThrowAnyException();
        } else {
            isRefused(check, "DRAGOMAN_POLL_INTERVAL");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {",", "a,", ",a", "a,,b", "a, ,b", " , "})
    void aListHasNoEmptyEntry(String list) {
        isRefused(() -> Checks.list("DRAGOMAN_BUCKETS", list), "DRAGOMAN_BUCKETS");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "  ", "a", "a,b", "a, b", "a\\,,b"})
    void aListMayBeEmptyItself(String list) {
        assertThatCode(() -> Checks.list("DRAGOMAN_BUCKETS", list)).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"*", "https://dragoman.example.com", "dragoman.example.com:8080", "a b", "*.example.com", "a/"})
    void aHostIsANameAlone(String hosts) {
        isRefused(() -> Checks.http(Settings.of(HttpConfig.class, "hosts", hosts)), "DRAGOMAN_HTTP_HOSTS");
    }

    @Test
    void hostsAreNamesOrAddressesInLowerCase() {
        assertThat(Checks.hosts(Settings.of(HttpConfig.class, "hosts", "Dragoman.example.com, 10.0.0.7,[fd00::7]")))
                .containsExactly("dragoman.example.com", "10.0.0.7", "[fd00::7]");
    }

    @Test
    void aTraceIsSentInOneWayOnly() {
        HttpConfig forwarding = Settings.of(HttpConfig.class, "forward-headers", "Traceparent");

        isRefused(
                () -> Checks.context(forwarding, Settings.of(ModelConfig.class, "trace-context", "true")),
                "DRAGOMAN_HTTP_FORWARD_HEADERS");
        assertThatCode(() -> Checks.context(forwarding, Settings.of(ModelConfig.class)))
                .doesNotThrowAnyException();
    }

    private static void isRefused(ThrowingCallable check, String variable) {
        assertThatThrownBy(check).isInstanceOf(ConfigurationException.class).hasMessageStartingWith(variable + " ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://chat.example.com",
                "http://localhost:3000, https://[::1]:8443",
                "chrome-extension://abcdefgh",
                "http://127.0.0.1"
            })
    void anOriginIsTakenAsBrowsersSendIt(String origins) {
        assertThat(Checks.origins(Settings.of(HttpConfig.class, "origins", origins)))
                .allSatisfy(origin -> assertThat(origins).contains(origin));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "*",
                "null",
                "https://*.example.com",
                "https://chat.example.com/",
                "https://chat.example.com/page",
                "https://Chat.example.com",
                "chat.example.com",
                "https://user@example.com",
                "https://a.example https://b.example"
            })
    void whatNoBrowserSendsIsNoOrigin(String origins) {
        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(() -> Checks.http(Settings.of(HttpConfig.class, "origins", origins)))
                .withMessageContaining("DRAGOMAN_HTTP_ORIGINS");
    }

    @Test
    void headersAreForwardedByTheirNamesInLowerCase() {
        HttpConfig config =
                Settings.of(HttpConfig.class, "forward-headers", "X-Client-Request-Id, OpenAI-Project,traceparent");

        assertThat(Checks.forwardHeaders(config))
                .containsExactly("x-client-request-id", "openai-project", "traceparent");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Authorization",
                "Proxy-Authorization",
                "api-key",
                "X-Api-Key",
                "x-auth-token",
                "Cookie",
                "Host",
                "Connection",
                "Keep-Alive",
                "TE",
                "Transfer-Encoding",
                "Upgrade",
                "Expect",
                "Content-Length",
                "Content-Type",
                "content-encoding",
                "Accept",
                "Accept-Encoding",
                "X-Forwarded-For",
                "Forwarded",
                "User-Agent",
                "Idempotency-Key",
                "x-amz-security-token",
                "a b",
                "a:b"
            })
    void aHeaderThatIsDragomansOwnOrASecretIsNotForwarded(String name) {
        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(() -> Checks.http(Settings.of(HttpConfig.class, "forward-headers", name)))
                .withMessageContaining("DRAGOMAN_HTTP_FORWARD_HEADERS");
    }
}
