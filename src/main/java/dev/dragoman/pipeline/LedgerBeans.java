package dev.dragoman.pipeline;

import dev.dragoman.config.AsksConfig;
import dev.dragoman.config.ModelConfig;
import dev.dragoman.event.S3Location;
import dev.dragoman.ledger.Ledger;
import dev.dragoman.ledger.LedgerStore;
import dev.dragoman.ledger.MemoryLedger;
import dev.dragoman.ledger.S3Ledger;
import dev.dragoman.ledger.TriedStore;
import io.quarkus.runtime.ShutdownEvent;
import io.vertx.core.Vertx;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.S3Client;

/** The ledger stage, made from its settings. */
@Singleton
final class LedgerBeans {
    /** A ledger in memory may take this part of the heap. */
    private static final int PART_OF_THE_HEAP = 20;

    /** Beyond the longest call: storing the answer takes its time too. */
    private static final Duration MARGIN = Duration.ofSeconds(30);

    private static final int RENEWALS_IN_A_LEASE = 3;

    /** How long trying out the store may be waited for. */
    private static final Duration TRIAL = Duration.ofSeconds(30);

    /** How often answers that could not be stored in time are tried again, and how long a try may take. */
    private static final Duration LATER = Duration.ofSeconds(5);

    /** Null until somebody needs it: a start that fails makes none at its end. */
    private volatile @Nullable Ledger made;

    @Produces
    @Singleton
    LedgerStore store(AsksConfig config, Instance<S3Client> s3) {
        return S3Location.parse(config.ledger())
                .<LedgerStore>map(place -> new TriedStore(new S3Ledger(s3.get(), place), TRIAL))
                .orElseGet(
                        () -> new MemoryLedger(Runtime.getRuntime().maxMemory() / PART_OF_THE_HEAP, System::nanoTime));
    }

    @Produces
    @Singleton
    @Named("ledger")
    Ledger ledger(LedgerStore store, AsksConfig asks, ModelConfig model, Vertx vertx, Clock clock) {
        Duration whole = model.totalTimeout().plus(MARGIN);
        Duration lease = asks.lease().orElse(whole);
        Ledger ledger = new Ledger(store, lease, clock);
        if (lease.compareTo(whole) < 0) {
            every(lease.dividedBy(RENEWALS_IN_A_LEASE), vertx, ledger::renew);
        }
        every(lease.dividedBy(RENEWALS_IN_A_LEASE), vertx, ledger::renewClaims);
        if (store.blocks()) {
            every(LATER, vertx, () -> ledger.settleLater(LATER));
        }
        made = ledger;
        return ledger;
    }

    private static void every(Duration period, Vertx vertx, Runnable work) {
        vertx.setPeriodic(
                period.toMillis(),
                due -> vertx.executeBlocking(() -> {
                            work.run();
                            return due;
                        })
                        .mapEmpty());
    }

    /** The process ends: what is not in the ledger now may be paid for again. */
    void stop(@Observes ShutdownEvent stopped) {
        Ledger ledger = made;
        if (ledger != null) {
            ledger.settleLater(LATER);
        }
    }
}
