package dev.dragoman.document;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dragoman.event.S3Location;
import dev.dragoman.local.Aws;
import dev.dragoman.local.LocalServer;
import dev.dragoman.local.S3Server;
import dev.dragoman.local.trial.LongSamples;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;

class PdfReaderTest {
    private static final String BUCKET = "pdfs";
    private static final int PAGES = 3;

    /** Looks at a PDF in a thread of its own, and stands still while it is open, until it is let go. */
    private static final class Looking {
        private final CompletableFuture<Boolean> letGo = new CompletableFuture<>();
        private final CompletableFuture<Integer> counted = new CompletableFuture<>();
        private final Thread thread;

        Looking(PdfReader pdfs, DocumentSource.StoredSource object, AtomicInteger open) {
            thread = new Thread(() -> {
                try {
                    counted.complete(pdfs.look(object, pages -> {
                                open.incrementAndGet();
                                return letGo.join();
                            })
                            .count());
                } catch (Exception failure) {
                    counted.completeExceptionally(failure);
                }
            });
            thread.setDaemon(true);
            thread.start();
        }
    }

    @Test
    void inASmallHeapOnePdfIsOpenAtATime() throws Exception {
        try (LocalServer server = S3Server.start(0)) {
            Aws aws = new Aws(server.endpoint(), server.endpoint());
            try (S3Client s3 = aws.s3Client();
                    S3Presigner presigner = aws.presigner()) {
                s3.createBucket(create -> create.bucket(BUCKET));
                s3.putObject(put -> put.bucket(BUCKET).key("a.pdf"), RequestBody.fromBytes(LongSamples.pdf(PAGES)));
                DocumentSource.StoredSource object =
                        new S3Reader(s3, presigner, Duration.ofMinutes(1)).head(new S3Location(BUCKET, "a.pdf"));
                PdfReader pdfs = new PdfReader(64L << 20);
                AtomicInteger open = new AtomicInteger();

                Looking first = new Looking(pdfs, object, open);
                Awaitility.await().until(() -> open.get() == 1);
                Looking second = new Looking(pdfs, object, open);
                Awaitility.await().until(() -> second.thread.getState() == Thread.State.TIMED_WAITING);
                assertThat(open).hasValue(1);

                first.letGo.complete(true);
                second.letGo.complete(true);
                assertThat(first.counted.get(30, TimeUnit.SECONDS)).isEqualTo(PAGES);
                assertThat(second.counted.get(30, TimeUnit.SECONDS)).isEqualTo(PAGES);
                assertThat(open).hasValue(2);
            }
        }
    }
}
