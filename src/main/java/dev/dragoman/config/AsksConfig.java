package dev.dragoman.config;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Settings that apply to every ask ({@code DRAGOMAN_*}). */
@ConfigMapping(prefix = "dragoman")
public interface AsksConfig {
    /**
     * Where answers are stored, so that the same ask is paid for only once: {@code memory}, which ends with the process
     * and forgets the oldest answers when they take a twentieth of the heap, or {@code s3://bucket/prefix/}, which all
     * processes share.
     *
     * @return memory or a prefix
     */
    @WithDefault("memory")
    String ledger();

    /**
     * How long a lease in the ledger lasts. If a process dies in the middle of a call, nobody else makes that call until
     * the lease has run out. The default is the model's total timeout plus 30 s. A lease shorter than that is renewed
     * while the call runs.
     *
     * @return 3s to 24h
     */
    Optional<Duration> lease();

    /**
     * How many asks from batches, queues and buckets are answered at the same time, counted together.
     *
     * @return 1 to 100000
     */
    @WithDefault("10")
    int concurrency();

    /**
     * What asks of queues and invocations may name in S3, by {@code document}, {@code s3://} references and pointers of the SQS
     * extended client: {@code bucket/prefix/} for the objects below a prefix, {@code bucket} for all of a bucket. The ledger,
     * results, replies, {@code done/}, {@code failed/} and {@code batches/} can't be named in any case. HTTP clients have
     * {@code DRAGOMAN_HTTP_BUCKETS}.
     *
     * @return empty for none
     */
    Optional<List<String>> buckets();

    /**
     * Where asks may have their answers written by an {@code s3://} {@code replyTo}: a key prefix, in each bucket of
     * {@code DRAGOMAN_BUCKETS}, or a whole {@code s3://bucket/prefix/}. Nothing that is there is overwritten.
     *
     * @return ending in a slash
     */
    @WithDefault("replies/")
    String replies();

    /**
     * Where the files and batches of HTTP clients are kept, {@code s3://bucket/prefix/}: with it, {@code /v1/files} and
     * {@code /v1/batches} are served (docs/batches.md). Nobody may have what lies there read by an ask.
     *
     * @return empty for nowhere: then there are no such paths
     */
    Optional<String> batches();

    /**
     * The prices of models: the path of a JSON file (docs/money.md). The table that is built in knows the default model, and no
     * price: what is paid for is then told as {@code null}.
     *
     * @return empty for the table that is built in
     */
    Optional<String> prices();

    /**
     * The budgets: the path of a JSON file, or an object ({@code s3://bucket/key}) (docs/budgets.md). All processes share them if the
     * ledger is in S3, where they are stored beside it; else they hold for this process alone.
     *
     * @return empty for none
     */
    Optional<String> budgets();

    /**
     * Whether a server has the page at {@code /}, and what it reads below {@code /v1/dragoman/} (docs/console.md). Unless it is set,
     * there is one on every server but one that anybody may call ({@code DRAGOMAN_HTTP_OPEN} without client keys). Never in a function.
     *
     * @return empty for that rule
     */
    Optional<Boolean> console();

    /**
     * Route files outside the artifact, for a server only: paths of files whose names end in {@code .camel.yaml}, or of
     * folders with such files. A route in them may begin at {@code direct:delivered}; docs/routes.md shows how.
     *
     * @return empty for none
     */
    Optional<List<String>> routes();

    /**
     * Endpoint schemes that those route files may use beside {@code direct}, {@code seda}, {@code aws2-s3} and
     * {@code aws2-sqs}. Camel's component for each has to be on the class path.
     *
     * @return empty for none
     */
    Optional<List<String>> routesSchemes();
}
