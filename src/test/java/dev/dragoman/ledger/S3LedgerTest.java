package dev.dragoman.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dragoman.event.S3Location;
import dev.dragoman.local.Aws;
import dev.dragoman.local.LocalServer;
import dev.dragoman.local.S3Server;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class S3LedgerTest extends LedgerStoreContract {
    private static final String BUCKET = "ledger";

    private final LocalServer server = S3Server.start(0);
    private final S3Client s3 = new Aws(server.endpoint(), server.endpoint()).s3Client();

    @BeforeAll
    void makeBucket() {
        s3.createBucket(create -> create.bucket(BUCKET));
    }

    @AfterAll
    void stop() {
        s3.close();
        server.close();
    }

    @Override
    LedgerStore store() {
        return new TriedStore(at(BUCKET), Duration.ofSeconds(30));
    }

    private S3Ledger at(String bucket) {
        return new S3Ledger(s3, new S3Location(bucket, "ledger/" + UUID.randomUUID() + "/"));
    }

    @Test
    void aStoreThatHonoursConditionsIsFoundToDoSoEveryTime() {
        S3Ledger ledger = at(BUCKET);

        assertThat(ledger.honoursConditions()).isTrue();
        assertThat(ledger.honoursConditions()).isTrue();
    }

    @Test
    void aBucketThatIsNotThereRefuses() {
        assertThatThrownBy(() -> at("no-such-bucket").write("a", LEASED, null))
                .isInstanceOfSatisfying(
                        LedgerStoreException.class,
                        failure -> assertThat(failure.isRefused()).isTrue());
    }

    @Test
    void whatSomebodyElsePutThereIsNotTakenForNothing() {
        s3.putObject(put -> put.bucket(BUCKET).key("ledger/strange/a.json"), RequestBody.fromString("{}"));

        assertThatThrownBy(() -> new S3Ledger(s3, new S3Location(BUCKET, "ledger/strange/")).read("a"))
                .isInstanceOf(LedgerStoreException.class);
    }

    @Test
    @Tag("F055")
    void aStoreThatIsAwayIsUnavailable() {
        LocalServer gone = S3Server.start(0);
        gone.close();
        try (S3Client nobody = new Aws(gone.endpoint(), gone.endpoint()).s3Client()) {
            S3Ledger ledger = new S3Ledger(nobody, new S3Location(BUCKET, ""));

            assertThatThrownBy(() -> ledger.read("a"))
                    .isInstanceOfSatisfying(
                            LedgerStoreException.class,
                            failure -> assertThat(failure.isRefused()).isFalse());
        }
    }
}
