package dev.dragoman.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dragoman.event.UploadForm;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class IncomingFormTest {
    private static final int PIECE = 100_000;
    private static final String FIELD = "--line\r\nContent-Disposition: form-data; name=\"purpose\"\r\n\r\nbatch\r\n";
    private static final String FILE =
            "--line\r\nContent-Disposition: form-data; name=\"file\"; filename=\"q.jsonl\"\r\n\r\n%s\r\n";
    private static final String END = "--line--\r\n";

    private final Vertx vertx = Vertx.vertx();
    private final HttpServer server;
    private volatile GivenFile file = new GivenFile(PIECE);

    IncomingFormTest() throws Exception {
        server = vertx.createHttpServer()
                .requestHandler(request -> {
                    request.pause();
                    new IncomingForm(request, file, form -> request.response().end(described(form))).read();
                    request.resume();
                })
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .get(10, TimeUnit.SECONDS);
    }

    @AfterAll
    void stop() {
        vertx.close();
    }

    private static String described(Optional<UploadForm> form) {
        return form.map(read ->
                        read.name() + " " + read.fields() + " " + read.file().size())
                .orElse("none");
    }

    private String sent(String body) throws IOException, InterruptedException {
        file = new GivenFile(PIECE);
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.actualPort()))
                .version(HttpClient.Version.HTTP_1_1)
                .header("Content-Type", "multipart/form-data; boundary=line")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        return HttpClient.newHttpClient()
                .send(request, HttpResponse.BodyHandlers.ofString())
                .body();
    }

    @Test
    void aFileIsPutAwayAsItComesIn() throws IOException, InterruptedException {
        String content = "{\"custom_id\":\"tide\"}\r\n".repeat(200_000);

        assertThat(sent(FIELD + FILE.formatted(content) + END))
                .isEqualTo("q.jsonl {purpose=batch} " + content.length());
        assertThat(file.mostHeld()).isLessThan(PIECE + 100_000);
        assertThat(file.text()).isEqualTo(content);
    }

    @Test
    void fieldsMayComeBehindTheFile() throws IOException, InterruptedException {
        assertThat(sent(FILE.formatted("one\r\ntwo\n") + FIELD + END)).isEqualTo("q.jsonl {purpose=batch} 9");
        assertThat(file.text()).isEqualTo("one\r\ntwo\n");
    }

    @Test
    void theFirstFileOfThatNameCounts() throws IOException, InterruptedException {
        String other = FILE.formatted("other").replace("\"file\"", "\"image\"");

        assertThat(sent(other + FILE.formatted("first") + FILE.formatted("second") + FIELD + END))
                .isEqualTo("q.jsonl {purpose=batch} 5");
        assertThat(file.text()).isEqualTo("first");
    }

    @Test
    void anEmptyFileIsAFile() throws IOException, InterruptedException {
        assertThat(sent(FIELD + FILE.formatted("") + END)).isEqualTo("q.jsonl {purpose=batch} 0");
    }

    @Test
    void aFormThatIsCutOffOrHasNoFileIsNone() throws IOException, InterruptedException {
        assertThat(sent(FIELD + END)).isEqualTo("none");
        assertThat(sent("")).isEqualTo("none");
        assertThat(sent("no form")).isEqualTo("none");
        assertThat(sent(FIELD + FILE.formatted("first").replace("first\r\n", "fir")))
                .isEqualTo("none");
        assertThat(sent(FIELD.substring(0, FIELD.length() - 20))).isEqualTo("none");
        assertThat(sent(FIELD.replace("purpose", "p".repeat(20_000)) + FILE.formatted("first") + END))
                .isEqualTo("none");
    }
}
