package dev.dragoman.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dragoman.delivery.BatchResult;
import dev.dragoman.event.QueueMessage;
import dev.dragoman.event.SqsReceipt;
import dev.dragoman.event.Trigger;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class FifoGroupSchedulerTest {
    private final List<List<String>> worked = new ArrayList<>();
    private final List<String> told = new ArrayList<>();

    @Test
    @Tag("F050")
    void afterAFailureTheRestOfItsGroupComesAgainUnbegunAndOthersAreDone() {
        BatchResult verdict = answer(
                Set.of("a2"),
                message("a1", "A"),
                message("a2", "A"),
                message("b1", "B"),
                message("a3", "A"),
                message("b2", "B"),
                message("a4", "A"));

        assertThat(ids(verdict)).containsExactlyInAnyOrder("a2", "a3", "a4");
        assertThat(worked).containsExactly(List.of("a1", "b1"), List.of("a2", "b2"));
        assertThat(told).containsExactly("a2", "a3 behind a2", "a4 behind a2");
    }

    @Test
    void oneGroupIsWorkedInItsOrder() {
        assertThat(ids(answer(Set.of(), message("a1", "A"), message("a2", "A"), message("a3", "A"))))
                .isEmpty();
        assertThat(worked).containsExactly(List.of("a1"), List.of("a2"), List.of("a3"));
    }

    @Test
    void aStandardQueuesBatchIsWorkedAtOnce() {
        assertThat(ids(answer(
                        Set.of("m1", "t1"),
                        message("https://queue", "m1", null),
                        message("https://queue", "m2", null),
                        message("https://queue", "t1", "tenant"),
                        message("https://queue", "t2", "tenant"))))
                .containsExactly("m1", "t1");
        assertThat(worked).containsExactly(List.of("m1", "m2", "t1", "t2"));
    }

    @Test
    void aBatchOfNothingIsWorkedToo() {
        assertThat(ids(answer(Set.of()))).isEmpty();
    }

    @Test
    void eachWaveIsOfTheSameSource() {
        List<Trigger.BatchSource> sources = new ArrayList<>();
        FifoGroupScheduler waves = new FifoGroupScheduler(
                batch -> {
                    sources.add(batch.source());
                    return CompletableFuture.completedFuture(new BatchResult(List.of()));
                },
                CompletableFuture::completedFuture);

        waves.answer(new Trigger.MessageBatch(
                        List.of(message("a1", "A"), message("a2", "A")), Trigger.BatchSource.STREAM))
                .toCompletableFuture()
                .join();

        assertThat(sources).containsExactly(Trigger.BatchSource.STREAM, Trigger.BatchSource.STREAM);
    }

    private BatchResult answer(Set<String> failing, QueueMessage... messages) {
        FifoGroupScheduler waves = new FifoGroupScheduler(
                batch -> {
                    worked.add(batch.messages().stream().map(QueueMessage::id).toList());
                    return CompletableFuture.completedFuture(new BatchResult(batch.messages().stream()
                            .filter(message -> failing.contains(message.id()))
                            .map(message -> new BatchResult.FailedMessage(message, List.of()))
                            .toList()));
                },
                failed -> {
                    failed.failed().forEach(message -> told.add(name(message)));
                    return CompletableFuture.completedFuture(failed);
                });
        return waves.answer(new Trigger.MessageBatch(List.of(messages)))
                .toCompletableFuture()
                .join();
    }

    private static String name(BatchResult.FailedMessage failed) {
        String id = failed.message().id();
        return failed.behind() == null
                ? id
                : id + " behind " + failed.behind().message().id();
    }

    private static List<String> ids(BatchResult verdict) {
        return verdict.failed().stream().map(failed -> failed.message().id()).toList();
    }

    private static QueueMessage message(String id, String group) {
        return message("https://queue.fifo", id, group);
    }

    private static QueueMessage message(String queue, String id, @Nullable String group) {
        return new QueueMessage(id, List.of(), new SqsReceipt(queue, "handle-" + id, 1, group));
    }
}
