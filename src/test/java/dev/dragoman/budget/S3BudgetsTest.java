package dev.dragoman.budget;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dragoman.local.Aws;
import dev.dragoman.local.LocalServer;
import dev.dragoman.local.S3Server;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class S3BudgetsTest extends BudgetStoreContract {
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
    BudgetStore store() {
        // A name is used by one test alone.
        return new S3Budgets(s3, BUCKET, UUID.randomUUID() + "/", time -> true);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{}",
                "[]",
                "{\"version\": 2, \"state\": {}}",
                "{\"version\": 1, \"state\": {\"slices\": {}}}",
                "{\"version\": 1, \"state\": {\"spent\": 1, \"slices\": 3}}"
            })
    void whatCantBeReadIsNotTakenForABudgetOfWhichNothingWasSpent(String content) {
        s3.putObject(put -> put.bucket(BUCKET).key("strange/budgets/all/total.json"), RequestBody.fromString(content));

        assertThatThrownBy(() -> new S3Budgets(s3, BUCKET, "strange/", time -> true).read("all/total"))
                .isInstanceOfSatisfying(
                        BudgetStoreException.class,
                        failure -> assertThat(failure.isRefused()).isTrue());
    }

    @Test
    void aBucketThatIsNotThereRefuses() {
        assertThatThrownBy(() -> new S3Budgets(s3, "no-such-bucket", "", time -> true).read("all/total"))
                .isInstanceOf(BudgetStoreException.class);
    }

    @Test
    void aStoreThatIgnoresConditionsGetsNoBudget() {
        S3Budgets careless = new S3Budgets(s3, BUCKET, "careless/", time -> false);

        assertThatThrownBy(() -> careless.write("all/total", BudgetState.NEW, null))
                .isInstanceOf(BudgetStoreException.class)
                .hasMessageContaining("it ignores conditional writes");
        assertThat(careless.read("all/total").version()).isNull();
    }
}
