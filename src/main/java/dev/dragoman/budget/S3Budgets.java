package dev.dragoman.budget;

import com.fasterxml.jackson.databind.JsonNode;
import dev.dragoman.aws.ConditionalObjects;
import dev.dragoman.json.Json;
import dev.dragoman.json.RecordMapper;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.S3Client;

/** Budgets that all processes share, as objects under the ledger's place: {@code budgets/<name>/<period>.json}. */
@RegisterForReflection(targets = {S3Budgets.Format.class, BudgetState.class, BudgetState.BudgetSlice.class})
public final class S3Budgets implements BudgetStore {
    private static final String FOLDER = "budgets/";
    private static final int VERSION = 1;
    private static final RecordMapper RECORDS = new RecordMapper(Map.of());

    /** Without a limit, as nobody calls it. */
    private static final Duration TRIAL = Duration.ofSeconds(30);

    private final ConditionalObjects objects;
    private final ConditionsTrial trial;
    private final Duration time;

    /** Tells whether the store honours conditional writes: one that does not would have every process spend the budget anew. */
    public interface ConditionsTrial {
        /**
         * Tries it out, if nobody has.
         *
         * @param time how long that may take
         * @return whether it does
         * @throws BudgetStoreException if that can't be known now
         */
        boolean passed(Duration time);
    }

    /** What is stored. A state of another version is not read. */
    record Format(int version, BudgetState state) {}

    /**
     * A store, which writes nothing before it is known that it honours conditional writes.
     *
     * @param s3 the client to use
     * @param bucket the ledger's bucket
     * @param prefix what the keys of the ledger's entries begin with
     * @param trial tells whether it does
     */
    public S3Budgets(S3Client s3, String bucket, String prefix, ConditionsTrial trial) {
        this(new ConditionalObjects(s3, bucket, prefix + FOLDER, BudgetStoreException::new), trial, TRIAL);
    }

    private S3Budgets(ConditionalObjects objects, ConditionsTrial trial, Duration time) {
        this.objects = objects;
        this.trial = trial;
        this.time = time;
    }

    @Override
    public BudgetStore within(Duration limit) {
        return new S3Budgets(objects.within(limit), trial, limit);
    }

    @Override
    public FoundBudget read(String name) {
        ConditionalObjects.Read read = objects.read(key(name));
        long now = read.now().toEpochMilli();
        return read.stored()
                .map(object -> new FoundBudget(state(object.bytes()), object.version(), now))
                .orElseGet(() -> new FoundBudget(BudgetState.NEW, null, now));
    }

    @Override
    public Optional<String> write(String name, BudgetState state, @Nullable String known) {
        if (!trial.passed(time)) {
            throw new BudgetStoreException(true, new IllegalStateException("it ignores conditional writes"));
        }
        return objects.write(key(name), RECORDS.bytes(new Format(VERSION, state)), known);
    }

    @Override
    public boolean isShared() {
        return true;
    }

    private static String key(String name) {
        return name + ".json";
    }

    // What can't be read is a failure of the store, and never a budget of which nothing was spent.
    private static BudgetState state(byte[] bytes) {
        JsonNode json = Json.readLenient(bytes).object().orElse(null);
        if (json == null
                || json.path("version").asInt() != VERSION
                || !json.path("state").path("spent").isIntegralNumber()) {
            throw new BudgetStoreException(true, new IllegalStateException("a budget's state is not of this version"));
        }
        try {
            return RECORDS.read(json, Format.class).state();
        } catch (RuntimeException malformed) {
            throw new BudgetStoreException(true, malformed);
        }
    }
}
