package dev.dragoman.batch;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.dragoman.event.S3Location;
import dev.dragoman.event.UploadForm;
import dev.dragoman.event.UploadForm.UploadedFile;
import dev.dragoman.json.Json;
import dev.dragoman.local.Aws;
import dev.dragoman.local.LocalServer;
import dev.dragoman.local.S3Server;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Object;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;

/** Files of clients whose time is over. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BatchFilesTest {
    private static final String BUCKET = "files";
    private static final String OWNER = "shop";
    private static final ListRequest ALL = new ListRequest(null, null, null, null);

    private final LocalServer server = S3Server.start(0);
    private final Aws aws = new Aws(server.endpoint(), server.endpoint());
    private final S3Client s3 = aws.s3Client();
    private final S3Presigner presigner = aws.presigner();
    private Instant now = Instant.parse("2026-11-30T12:00:00Z");
    private final InstantSource clock = () -> now;
    private final BatchApi api = new BatchApi(
            s3, presigner, new S3Location(BUCKET, "batches/"), clock.withZone(ZoneOffset.UTC), new Random(1_923));

    @BeforeAll
    void makeABucket() {
        s3.createBucket(create -> create.bucket(BUCKET));
    }

    @AfterAll
    void stop() {
        presigner.close();
        s3.close();
        server.close();
    }

    private ClientReply upload(Map<String, String> fields) {
        UploadedFile file = api.files().incoming(OWNER);
        file.add("{}".getBytes(StandardCharsets.UTF_8));
        return api.files().create(OWNER, new UploadForm(fields, "questions.jsonl", file));
    }

    private String uploaded(Map<String, String> fields) {
        return ((ClientReply.ReplyData) upload(fields)).json().path("id").asText();
    }

    private long objects() {
        return s3.listObjectsV2(list -> list.bucket(BUCKET)).contents().size();
    }

    private static String code(ClientReply reply) {
        return ((ClientReply.CallRefused) reply).problem().code();
    }

    private long listed() {
        return ((ClientReply.ReplyData) api.files().list(OWNER, ALL))
                .json()
                .path("data")
                .size();
    }

    @Test
    void fromItsLastSecondOnAFileIsNotFoundAndIsRemovedByWhoeverAsks() {
        Map<String, String> anHour =
                Map.of("purpose", "batch", "expires_after[anchor]", "created_at", "expires_after[seconds]", "3600");
        String asked = uploaded(anHour);
        uploaded(anHour);
        String lasting = uploaded(Map.of("purpose", "batch"));
        assertThat(((ClientReply.ReplyData) api.files().get(OWNER, asked))
                        .json()
                        .path("expires_at")
                        .longValue())
                .isEqualTo(now.getEpochSecond() + 3_600);

        now = now.plus(Duration.ofSeconds(3_599));
        assertThat(api.files().content(OWNER, asked)).isInstanceOf(ClientReply.FileContent.class);
        assertThat(listed()).isEqualTo(3);

        now = now.plus(Duration.ofSeconds(1));
        assertThat(code(api.files().content(OWNER, asked))).isEqualTo("not_found");
        assertThat(code(api.files().delete(OWNER, asked))).isEqualTo("not_found");
        assertThat(listed()).isEqualTo(1);
        assertThat(objects()).as("a description and a content").isEqualTo(2);
        assertThat(api.files().get(OWNER, lasting)).isInstanceOf(ClientReply.ReplyData.class);
        api.files().delete(OWNER, lasting);
    }

    @ParameterizedTest
    @CsvSource({
        "created_at, 3599",
        "created_at, 2592001",
        "created_at, -3600",
        "created_at, an hour",
        "created_at, 99999999999",
        "created_at, ",
        "last_active_at, 3600",
        ", 3600"
    })
    void aTimeThatNoFileMayHaveIsRefusedAndNothingIsKept(String anchor, String seconds) {
        Map<String, String> fields = new HashMap<>(Map.of("purpose", "batch"));
        if (anchor != null) {
            fields.put("expires_after[anchor]", anchor);
        }
        if (seconds != null) {
            fields.put("expires_after[seconds]", seconds);
        }
        refused(fields);
    }

    @Test
    void aTimeMayBeOneFieldWithJson() {
        Map<String, String> fields =
                Map.of("purpose", "batch", "expires_after", "{\"anchor\": \"created_at\", \"seconds\": 3600}");

        api.files().delete(OWNER, uploaded(fields));

        refused(Map.of("purpose", "batch", "expires_after", "tomorrow"));
        refused(Map.of("purpose", "batch", "expires_after", "{\"anchor\": \"created_at\", \"seconds\": 3600.5}"));
        refused(Map.of("purpose", "batch", "expires_after", "{}"));
    }

    private void refused(Map<String, String> fields) {
        long before = objects();

        ClientReply reply = upload(fields);

        assertThat(code(reply)).isEqualTo("invalid_value");
        assertThat(((ClientReply.CallRefused) reply).problem().param()).isEqualTo("expires_after");
        assertThat(objects()).isEqualTo(before);
    }

    /** Whoever created it may have died after the client's batch was stored, and before its marker was. */
    @Test
    void aBatchWithoutAMarkerGetsOneWhenSomebodyAsksForItOrCancelsIt() {
        String file = uploaded(Map.of("purpose", "batch"));
        String asked = created(file);
        String cancelled = created(file);
        markers()
                .forEach(marker ->
                        s3.deleteObject(delete -> delete.bucket(BUCKET).key(marker)));

        api.get(OWNER, asked);
        assertThat(markers()).as("it may still be written").isEmpty();
        now = now.plus(Duration.ofMinutes(2));
        api.get(OWNER, asked);
        assertThat(markers()).singleElement().asString().contains(asked);

        api.cancel(OWNER, cancelled);
        assertThat(markers()).hasSize(2).anyMatch(marker -> marker.contains(cancelled));
    }

    /** Whoever has put it off sees by that that there is something new. */
    @Test
    void cancellingABatchMakesItsMarkerAnotherOne() {
        String batch = created(uploaded(Map.of("purpose", "batch")));
        String marker = markers().stream()
                .filter(key -> key.contains(batch))
                .findFirst()
                .orElseThrow();
        String before = s3.headObject(head -> head.bucket(BUCKET).key(marker)).eTag();

        api.cancel(OWNER, batch);

        assertThat(s3.headObject(head -> head.bucket(BUCKET).key(marker)).eTag())
                .isNotEqualTo(before);
    }

    private String created(String file) {
        ObjectNode request = Json.object()
                .put("input_file_id", file)
                .put("endpoint", "/v1/responses")
                .put("completion_window", "24h");
        return ((ClientReply.ReplyData) api.create(OWNER, null, request))
                .json()
                .path("id")
                .asText();
    }

    private List<String> markers() {
        return s3.listObjectsV2(list -> list.bucket(BUCKET).prefix("batches/open/")).contents().stream()
                .map(S3Object::key)
                .toList();
    }
}
