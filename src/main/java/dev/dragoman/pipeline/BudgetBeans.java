package dev.dragoman.pipeline;

import dev.dragoman.budget.Budget;
import dev.dragoman.budget.BudgetReader;
import dev.dragoman.budget.BudgetStore;
import dev.dragoman.budget.BudgetStoreException;
import dev.dragoman.budget.Budgets;
import dev.dragoman.budget.MemoryBudgets;
import dev.dragoman.budget.S3Budgets;
import dev.dragoman.config.AsksConfig;
import dev.dragoman.config.ConfigurationException;
import dev.dragoman.config.ModelConfig;
import dev.dragoman.event.S3Location;
import dev.dragoman.ledger.LedgerStore;
import dev.dragoman.ledger.LedgerStoreException;
import dev.dragoman.model.Spending;
import dev.dragoman.money.PriceTable;
import dev.dragoman.payload.OutputLimit;
import dev.dragoman.payload.Profile;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.vertx.core.Vertx;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;

/** The budgets, made from their settings. */
@Singleton
final class BudgetBeans {
    private static final Logger LOG = Logger.getLogger(BudgetBeans.class);

    private static final String VARIABLE = "DRAGOMAN_BUDGETS";

    /** What a dead process held comes back, or counts as spent, after so long. */
    private static final Duration LEASE = Duration.ofSeconds(60);

    private static final long TICK_MILLIS = 1_000;

    /** Null until somebody needs it: a start that fails makes none at its end. */
    private volatile @Nullable Budgets made;

    @Produces
    @Singleton
    Budgets budgets(
            AsksConfig config,
            Instance<S3Client> s3,
            Instance<LedgerStore> tried,
            Clock clock,
            Vertx vertx,
            MeterRegistry metrics) {
        List<Budget> all =
                config.budgets().map(place -> read(place.strip(), s3)).orElse(List.of());
        S3Location ledger = S3Location.parse(config.ledger()).orElse(null);
        BudgetStore store = ledger == null || all.isEmpty()
                ? new MemoryBudgets(clock::millis)
                : new S3Budgets(s3.get(), ledger.bucket(), ledger.key(), time -> honoursConditions(tried.get(), time));
        Budgets budgets = new Budgets(
                all,
                store,
                UUID.randomUUID().toString(),
                config.lease().filter(lease -> lease.compareTo(LEASE) < 0).orElse(LEASE),
                clock,
                System::nanoTime,
                new BudgetLog(metrics));
        if (!all.isEmpty()) {
            if (ledger == null) {
                LOG.warnf(
                        "%s holds for this process alone, and what was spent is forgotten when it ends: with"
                                + " DRAGOMAN_LEDGER=s3://bucket/prefix/ all processes share it.",
                        VARIABLE);
            }
            vertx.setPeriodic(
                    TICK_MILLIS,
                    due -> vertx.executeBlocking(() -> {
                                budgets.tick();
                                return due;
                            })
                            .mapEmpty());
        }
        made = budgets;
        return budgets;
    }

    @Produces
    @Singleton
    Spending spending(Budgets budgets, PriceTable prices, Profile profile, ModelConfig model, Clock clock) {
        if (budgets.isEmpty()) {
            return Spending.FREE;
        }
        return new BudgetSpending(
                budgets,
                prices,
                new OutputLimit(profile, model.maxOutputTokens(), model.strict()),
                model.name(),
                clock);
    }

    // They are kept in the ledger's store, which nobody tries out twice.
    private static boolean honoursConditions(LedgerStore ledger, Duration time) {
        try {
            return ledger.within(time).honoursConditions();
        } catch (LedgerStoreException failure) {
            throw new BudgetStoreException(
                    failure.isRefused(), Objects.requireNonNullElse(failure.getCause(), failure));
        }
    }

    private static List<Budget> read(String place, Instance<S3Client> s3) {
        try {
            return BudgetReader.read(S3Location.parse(place)
                    .map(object -> s3.get()
                            .getObjectAsBytes(get -> get.bucket(object.bucket()).key(object.key()))
                            .asUtf8String())
                    .orElseGet(() -> file(place)));
        } catch (SdkException unreadable) {
            throw new ConfigurationException(
                    VARIABLE, "names %s, which can't be read: it takes s3:GetObject.".formatted(place));
        } catch (IllegalArgumentException wrong) {
            throw new ConfigurationException(
                    VARIABLE,
                    "names \"%s\", which %s. docs/budgets.md shows budgets.".formatted(place, wrong.getMessage()));
        }
    }

    private static String file(String path) {
        try {
            return Files.readString(Path.of(path));
        } catch (IOException | InvalidPathException unreadable) {
            throw new IllegalArgumentException(
                    "can't be read: it has to be a JSON file in UTF-8, or s3://bucket/key", unreadable);
        }
    }

    /** The process ends: the others find what it did not need. */
    void stop(@Observes ShutdownEvent stopped) {
        Budgets budgets = made;
        if (budgets != null) {
            budgets.giveBack();
        }
    }
}
