package dev.dragoman.pipeline;

import dev.dragoman.blocking.Blocking;
import dev.dragoman.budget.Budgets;
import dev.dragoman.config.AsksConfig;
import dev.dragoman.config.BatchesConfig;
import dev.dragoman.config.Checks;
import dev.dragoman.config.ConfigurationException;
import dev.dragoman.config.DocumentsConfig;
import dev.dragoman.config.HttpConfig;
import dev.dragoman.config.ModelConfig;
import dev.dragoman.config.PollConfig;
import dev.dragoman.config.QueueConfig;
import dev.dragoman.config.SettingNames;
import dev.dragoman.ledger.LedgerStore;
import dev.dragoman.ledger.LedgerStoreException;
import dev.dragoman.model.ApiKey;
import dev.dragoman.money.PriceTable;
import dev.dragoman.money.Prices;
import dev.dragoman.payload.Profile;
import dev.dragoman.payload.Profiles;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.ConfigProvider;
import org.jboss.logging.Logger;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.sqs.SqsClient;

/**
 * Stops the start if a setting is wrong, before any route is built. It checks the settings themselves, and then whether what they
 * name is there: on a server all of it; in a function, which somebody waits for, only what it could not say later.
 */
@Singleton
public final class StartChecks {
    private static final Logger LOG = Logger.getLogger(StartChecks.class);
    private static final String LEDGER = "DRAGOMAN_LEDGER";
    private static final String LOOPBACK = "127.0.0.1";

    /** How long the ledger's store may take at the start. */
    private static final Duration START = Duration.ofSeconds(30);

    /** The same beside the start of a function. Lambda may freeze it meanwhile, and the connection is dead then. */
    private static final Duration PREPARATION = Duration.ofSeconds(3);

    private final ModelConfig model;
    private final DocumentsConfig documents;
    private final AsksConfig asks;
    private final HttpConfig http;
    private final BatchesConfig batches;
    private final PollConfig poll;
    private final QueueConfig queue;
    private final Instance<PriceTable> prices;
    private final Instance<Budgets> budgets;
    private final Instance<ApiKey> key;
    private final Instance<LedgerStore> ledger;
    private final Instance<S3Client> s3;
    private final Instance<SqsClient> sqs;

    StartChecks(
            ModelConfig model,
            DocumentsConfig documents,
            AsksConfig asks,
            BatchesConfig batches,
            HttpConfig http,
            PollConfig poll,
            QueueConfig queue,
            Instance<PriceTable> prices,
            Instance<Budgets> budgets,
            Instance<ApiKey> key,
            Instance<LedgerStore> ledger,
            Instance<S3Client> s3,
            Instance<SqsClient> sqs) {
        this.model = model;
        this.documents = documents;
        this.asks = asks;
        this.batches = batches;
        this.http = http;
        this.poll = poll;
        this.queue = queue;
        this.prices = prices;
        this.budgets = budgets;
        this.key = key;
        this.ledger = ledger;
        this.s3 = s3;
        this.sqs = sqs;
    }

    /**
     * Checks every setting by itself, and on a server that what is polled is there.
     *
     * @throws ConfigurationException naming the variable at fault
     */
    public void check() {
        SettingNames.lists()
                .forEach((property, variable) -> Checks.list(
                        variable,
                        ConfigProvider.getConfig()
                                .getOptionalValue(property, String.class)
                                .orElse("")));
        Checks.model(model);
        Checks.context(http, model);
        profile(model);
        Checks.documents(documents);
        Checks.asks(asks);
        prices.get();
        budgets.get();
        Checks.batches(batches);
        Checks.apart(asks, documents);
        Checks.apart(poll, documents);
        Checks.objects(asks, http, documents);
        Checks.outlives(documents, model);
        Checks.http(http);
        exposure();
        Checks.poll(poll);
        Checks.queue(queue);
        poll.bucket()
                .ifPresent(bucket -> reachable(
                        "DRAGOMAN_POLL_BUCKET",
                        "bucket",
                        bucket,
                        name -> s3.get().headBucket(request -> request.bucket(name))));
        poll.queue()
                .ifPresent(queue -> reachable(
                        "DRAGOMAN_POLL_QUEUE",
                        "queue",
                        queue,
                        name -> answersGoElsewhere(sqs.get()
                                .getQueueUrl(request -> request.queueName(name))
                                .queueUrl())));
    }

    // Before the container starts, the address was chosen by the setting as it is written: it may stand for nothing.
    private void exposure() {
        Config all = ConfigProvider.getConfig();
        boolean listens =
                all.getOptionalValue("quarkus.http.host-enabled", Boolean.class).orElse(true);
        String host = all.getOptionalValue("quarkus.http.host", String.class).orElse("");
        boolean isKeyed = http.keys().filter(keys -> !keys.isEmpty()).isPresent();
        if (listens && !isKeyed && !http.open() && !host.equals(LOOPBACK)) {
            throw new ConfigurationException(
                    "DRAGOMAN_HTTP_KEYS",
                    "is set, but holds no key once its ${...} are filled in: set the keys, or leave it out.");
        }
    }

    /**
     * Reads the provider's key, if it is in a secret store, and tries out the ledger's store; blocks.
     *
     * @throws ConfigurationException naming the variable at fault
     */
    public void checkStores() {
        checkLedger();
        key.get();
    }

    /**
     * Begins to try out the ledger's store beside the rest of the start. What is wrong with it is left to the asks that need it:
     * none is paid for before it has been tried out (design section 5).
     */
    public void prepareLedger() {
        Blocking.run(() -> ledger.get().within(PREPARATION).honoursConditions()).exceptionally(failure -> {
            LOG.debugf("The ledger's store was not tried out: %s", failure.getMessage());
            return false;
        });
    }

    // A store without conditional writes would have every process pay.
    private void checkLedger() {
        boolean safe;
        try {
            safe = ledger.get().within(START).honoursConditions();
        } catch (LedgerStoreException failure) {
            throw new ConfigurationException(
                    LEDGER,
                    "can't be used: the bucket is missing, not permitted or out of reach; it takes s3:GetObject,"
                            + " s3:PutObject and s3:ListBucket.");
        }
        if (!safe) {
            throw new ConfigurationException(
                    LEDGER,
                    "names a store that ignores conditional writes (If-None-Match, If-Match): asks would be paid for twice.");
        }
    }

    private void answersGoElsewhere(String polledUrl) {
        queue.reply().ifPresent(reply -> new ReplyLoopCheck(sqs.get()).refuse(polledUrl, reply));
    }

    /**
     * Loads the provider's profile.
     *
     * @param config the settings
     * @return the profile
     * @throws ConfigurationException if it can't be used
     */
    static Profile profile(ModelConfig config) {
        try {
            return Profiles.load(config.profile());
        } catch (IllegalArgumentException wrong) {
            throw new ConfigurationException("DRAGOMAN_MODEL_PROFILE", wrong.getMessage() + ".");
        }
    }

    /**
     * Loads the price table.
     *
     * @param config the settings
     * @return the table
     * @throws ConfigurationException if it can't be used, naming the file, the member and what to do
     */
    static PriceTable prices(AsksConfig config) {
        Optional<String> path = config.prices().map(String::strip);
        try {
            return Prices.load(path);
        } catch (IllegalArgumentException wrong) {
            throw new ConfigurationException(
                    "DRAGOMAN_PRICES",
                    "names the file \"%s\", which %s. docs/money.md shows a price table."
                            .formatted(path.orElse(""), wrong.getMessage()));
        }
    }

    private static void reachable(String variable, String kind, String name, Consumer<String> look) {
        try {
            look.accept(name);
        } catch (AwsServiceException refused) {
            String why = refused.statusCode() == 403
                    ? "which these credentials may not use."
                    : "which does not exist in this region and account.";
            throw new ConfigurationException(variable, "names the %s \"%s\", %s".formatted(kind, name, why));
        } catch (SdkException unreachable) {
            throw new ConfigurationException(
                    variable,
                    "names the %s \"%s\", but AWS can't be reached: check AWS_REGION, AWS_ENDPOINT_URL and the credentials."
                            .formatted(kind, name));
        }
    }
}
