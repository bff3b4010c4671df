package dev.dragoman.document;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.dragoman.Given;
import dev.dragoman.config.DocumentsConfig;
import dev.dragoman.config.Settings;
import dev.dragoman.event.Ask;
import dev.dragoman.event.Content;
import dev.dragoman.event.Door;
import dev.dragoman.event.Endpoint;
import dev.dragoman.local.Aws;
import dev.dragoman.local.LocalServer;
import dev.dragoman.local.S3Server;
import dev.dragoman.memory.MemoryBudget;
import dev.dragoman.outcome.Outcome;
import dev.dragoman.outcome.Problem;
import dev.dragoman.outcome.StageResult;
import dev.dragoman.payload.Profile;
import dev.dragoman.payload.ResolvedRequest;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.JksOptions;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Collections;
import java.util.HexFormat;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;

/** References inside requests, with a real S3 and a real HTTPS server. {@code WEB} stands for the server's address. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RequestReferencesTest {
    private static final Profile CHAT_ONLY = new Profile(Set.of(Endpoint.CHAT));
    private static final String PDF = "%PDF-1.7 and so on";
    private static final byte[] PNG = HexFormat.of().parseHex("89504e470d0a1a0a0000000d49484452");
    private static final String PDF_URI =
            "data:application/pdf;base64," + Base64.getEncoder().encodeToString(PDF.getBytes(StandardCharsets.UTF_8));
    private static final String PNG_URI =
            "data:image/png;base64," + Base64.getEncoder().encodeToString(PNG);

    private final LocalServer server = S3Server.start(0);
    private final Aws aws = new Aws(server.endpoint(), server.endpoint());
    private final S3Client s3 = aws.s3Client();
    private final S3Presigner presigner = aws.presigner();
    private final Vertx vertx = Vertx.vertx();
    private HttpServer web;
    private WebFetch fetch;

    @BeforeAll
    void fill(@TempDir Path folder) throws Exception {
        s3.createBucket(create -> create.bucket("papers"));
        put("a.pdf", PDF.getBytes(StandardCharsets.UTF_8));
        put("photo", PNG);
        put("notes.md", "Ahoy".getBytes(StandardCharsets.UTF_8));
        put("letter.docx", "PK\u0003\u0004word/document.xml".getBytes(StandardCharsets.ISO_8859_1));
        put("empty", new byte[0]);
        put("program", HexFormat.of().parseHex("4d5a900003000000"));
        JksOptions keys = new JksOptions()
                .setPath(WebFetchTest.keystore(folder).toString())
                .setPassword("password");
        web = vertx.createHttpServer(new HttpServerOptions().setSsl(true).setKeyCertOptions(keys))
                .requestHandler(request -> {
                    switch (request.path()) {
                        case "/a" -> request.response().end(PDF);
                        case "/notes.txt" -> request.response().end("Ahoy");
                        case "/letter.docx" -> request.response().end("PK\u0003\u0004word/document.xml");
                        default -> request.response().setStatusCode(404).end();
                    }
                })
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .get(60, TimeUnit.SECONDS);
        fetch = new WebFetch(
                vertx,
                new HttpClientOptions().setTrustOptions(keys),
                host -> new InetAddress[] {InetAddress.getLoopbackAddress()},
                InetAddress::isLoopbackAddress);
    }

    @AfterAll
    void stop() {
        vertx.close();
        presigner.close();
        s3.close();
        server.close();
    }

    @Test
    @Tag("F086")
    void aPdfBecomesAUrlThatTheProviderCanFetch() throws Exception {
        ResolvedRequest draft =
                Given.value(responses("{'type': 'input_file', 'file_url': 's3://papers/a.pdf', 'x': 1}"));

        JsonNode part = part(draft);
        assertThat(part.path("x").intValue()).isEqualTo(1);
        URI url = URI.create(part.path("file_url").textValue());
        assertThat(HttpClient.newHttpClient()
                        .send(HttpRequest.newBuilder(url).build(), HttpResponse.BodyHandlers.ofString())
                        .body())
                .isEqualTo(PDF);
        assertThat(draft.identities().get(url.toString())).startsWith("s3://papers/a.pdf#");
        assertThat(draft.adjustments()).containsExactly("input[0].content[0].file_url resolved to a presigned URL");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'type': 'input_file', 'file_url': 's3://papers/a.pdf'} | {'type': 'input_file', 'file_data': 'PDF', 'filename': 'a.pdf'} | file_url resolved to file_data",
                "{'type': 'input_file', 'filename': 'b', 'file_url': 's3://papers/a.pdf'} | {'type': 'input_file', 'filename': 'b', 'file_data': 'PDF'} | file_url resolved to file_data",
                "{'type': 'file', 'file': {'url': 's3://papers/a.pdf'}, 'x': 1} | {'type': 'file', 'file': {'file_data': 'PDF', 'filename': 'a.pdf'}, 'x': 1} | file.url resolved to file_data",
                "{'type': 'input_image', 'image_url': 's3://papers/photo', 'detail': 'low'} | {'type': 'input_image', 'image_url': 'PNG', 'detail': 'low'} | image_url resolved to a data URI",
                "{'type': 'image_url', 'image_url': {'url': 's3://papers/photo', 'detail': 'low'}} | {'type': 'image_url', 'image_url': {'url': 'PNG', 'detail': 'low'}} | image_url.url resolved to a data URI",
                "{'type': 'input_file', 'filename': 'p', 'file_url': 's3://papers/photo'} | {'type': 'input_image', 'image_url': 'PNG'} | file_url resolved to a data URI, filename left out",
                "{'type': 'file', 'file': {'file_data': 's3://papers/photo', 'detail': 'low'}} | {'type': 'image_url', 'image_url': {'url': 'PNG', 'detail': 'low'}} | file.file_data resolved to a data URI",
                "{'type': 'input_file', 'file_url': 's3://papers/notes.md'} | {'type': 'input_text', 'text': 'Ahoy'} | file_url resolved to text",
                "{'type': 'file', 'file': {'file_url': 's3://papers/notes.md', 'x': 1}, 'y': 2} | {'type': 'text', 'text': 'Ahoy', 'x': 1, 'y': 2} | file.file_url resolved to text"
            })
    void aPartBecomesWhatItsFileIs(String part, String becomes, String adjustment) {
        ResolvedRequest draft = Given.value(responses(part, "attach", "inline"));

        assertThat(part(draft))
                .isEqualTo(Given.json(becomes.replace("PDF", PDF_URI).replace("PNG", PNG_URI)));
        assertThat(draft.adjustments()).containsExactly("input[0].content[0]." + adjustment);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'type': 'file', 'file': {'file_url': 's3://papers/a.pdf'}} | {'type': 'file', 'file': {'file_data': 'PDF', 'filename': 'a.pdf'}} | file.file_url resolved to file_data",
                "{'type': 'input_file', 'file_url': 's3://papers/notes.md'} | {'type': 'input_text', 'text': 'Ahoy'} | file_url resolved to text",
                "{'type': 'file', 'file': {'file_url': 'WEB/a?key=1'}} | {'type': 'file', 'file': {'file_data': 'PDF', 'filename': 'a.pdf'}} | file.file_url fetched and sent as file_data",
                "{'type': 'input_file', 'file_url': 'WEB/notes.txt'} | {'type': 'input_text', 'text': 'Ahoy'} | file_url fetched and sent as text",
            })
    @Tag("F087")
    void chatGetsTheFileInTheRequest(String part, String becomes, String adjustment) {
        ResolvedRequest draft = Given.value(chat(part));

        assertThat(draft.body().at("/messages/0/content/0")).isEqualTo(Given.json(becomes.replace("PDF", PDF_URI)));
        assertThat(draft.adjustments()).containsExactly("messages[0].content[0]." + adjustment);
    }

    @Test
    void theCarrierDecidesAndNotTheEndpointThatWasAsked() {
        ResolvedRequest draft = Given.value(resolve(
                stage(CHAT_ONLY, "max-size", "50M"),
                Endpoint.RESPONSES,
                "{'input': [{'content': [{'type': 'input_file', 'file_url': 's3://papers/a.pdf'}]}]}"));

        assertThat(draft.endpoint()).isEqualTo(Endpoint.RESPONSES);
        assertThat(part(draft).path("file_data").textValue()).isEqualTo(PDF_URI);
    }

    @ParameterizedTest
    @CsvSource({
        "s3://papers/letter.docx, 422, document_not_for_chat",
        "s3://papers/empty, 422, document_empty",
        "s3://papers/program, 422, document_type_unknown",
        "s3://papers/gone, 404, document_missing",
        "s3://others/a.pdf, 400, bucket_not_allowed",
        "WEB/letter.docx, 422, document_not_for_chat",
        "WEB/missing, 422, url_not_fetched",
        "http://example.com/a, 400, url_not_allowed"
    })
    void aFileThatChatCannotGetIsRejectedWithItsPlace(String url, int status, String code) {
        StageResult<ResolvedRequest> previous = chat("{'type': 'file', 'file': {'file_url': '" + url + "'}}");

        assertThat(Given.outcome(previous)).isInstanceOf(Outcome.Rejected.class);
        assertThat(Given.problem(previous).status()).isEqualTo(status);
        assertThat(Given.problem(previous).code()).isEqualTo(code);
        assertThat(Given.problem(previous).param()).isEqualTo("messages[0].content[0].file.file_url");
    }

    @Test
    void bigTextIsRejectedForChat() {
        StageResult<ResolvedRequest> previous =
                chat("{'type': 'file', 'file': {'file_url': 's3://papers/notes.md'}}", "max-text-size", "3");

        assertThat(Given.problem(previous).code()).isEqualTo("text_too_large");
    }

    @Test
    void whatIsGivenAsAnImageHasToBeOne() {
        StageResult<ResolvedRequest> previous = responses("{'type': 'input_image', 'image_url': 's3://papers/a.pdf'}");

        assertThat(Given.problem(previous).code()).isEqualTo("not_an_image");
    }

    @Test
    void aMissingBucketsProblemNamesThePlaceToo() {
        StageResult<ResolvedRequest> previous = responses("{'type': 'input_image', 'image_url': 's3://missing/a.pdf'}");

        assertThat(Given.outcome(previous)).isInstanceOf(Outcome.Misconfigured.class);
        assertThat(Given.problem(previous).param()).isEqualTo("input[0].content[0].image_url");
    }

    @Test
    void everyReferenceIsResolvedAndHasToArrive() {
        ResolvedRequest draft = Given.value(responses("{'type': 'input_file', 'file_url': 's3://papers/a.pdf'},"
                + "{'type': 'input_image', 'image_url': 's3://papers/photo'},"
                + "{'type': 'input_file', 'file_url': 's3://papers/notes.md'}"));

        assertThat(draft.adjustments()).hasSize(3);
        assertThat(draft.identities()).hasSize(2);
        assertThat(draft.expectedInputTokens()).isEqualTo(2 * AttachmentForm.LEAST_TOKENS);
    }

    @Test
    void theDeliveryCheckCanBeLeftOut() {
        assertThat(Given.value(responses(
                                "{'type': 'input_file', 'file_url': 's3://papers/a.pdf'}", "delivery-check", "false"))
                        .expectedInputTokens())
                .isZero();
    }

    @ParameterizedTest
    @CsvSource({"2, true", "3, false"})
    @Tag("F088")
    void thereMayBeOnlySoManyReferences(int references, boolean taken) {
        String part = "{'type': 'input_file', 'file_url': 's3://papers/a.pdf'}";

        StageResult<ResolvedRequest> previous =
                responses(String.join(",", Collections.nCopies(references, part)), "max-attachments", "2");

        assertThat(previous instanceof StageResult.Continue).isEqualTo(taken);
        if (!taken) {
            assertThat(Given.problem(previous).code()).isEqualTo("too_many_attachments");
        }
    }

    @ParameterizedTest
    @CsvSource({"s3://papers/a.pdf", "WEB/a"})
    @Tag("F088")
    void whatGoesInsideTheRequestHasALimitInAll(String second) {
        StageResult<ResolvedRequest> previous = chat(
                "{'type': 'file', 'file': {'file_url': 's3://papers/a.pdf'}},"
                        + "{'type': 'file', 'file': {'file_url': '" + second + "'}}",
                "max-size",
                String.valueOf(2 * PDF.length() - 1));

        assertThat(Given.problem(previous).code()).isEqualTo("document_too_large");
        assertThat(Given.problem(previous).param()).isEqualTo("messages[0].content[1].file.file_url");
    }

    @Test
    void anAskWhoseDeadlineHasPassedIsExpiredInsteadOfFetchedFor() {
        Content content =
                content(Endpoint.CHAT, "{'messages': [{'content': [{'type': 'file', 'file': {'url': 'WEB/a'}}]}]}");
        Ask late = Given.due(Given.ask("order-1", Door.SQS, content), Given.NOW, null);

        assertThat(Given.outcome(join(stage(Profile.BOTH).resolve(Given.open(late, content)))))
                .isInstanceOf(Outcome.Expired.class);
    }

    @Test
    void anAskWhoseCallerIsAboutToLeaveIsNotFetchedFor() {
        Content content =
                content(Endpoint.CHAT, "{'messages': [{'content': [{'type': 'file', 'file': {'url': 'WEB/a'}}]}]}");
        Ask late = Given.due(Given.ask("order-1", Door.SQS, content), null, Given.NOW);

        StageResult<ResolvedRequest> previous = join(stage(Profile.BOTH).resolve(Given.open(late, content)));

        assertThat(Given.problem(previous).code()).isEqualTo("url_unavailable");
        assertThat(Given.problem(previous).param()).isEqualTo("messages[0].content[0].file.url");
    }

    @Test
    void aRequestWithoutReferencesStaysOnItsThread() {
        Content content = content(
                Endpoint.RESPONSES,
                "{'input': [{'content': [{'type': 'input_file', 'file_url': 'https://example.com/a.pdf'}]}]}");

        CompletionStage<StageResult<ResolvedRequest>> resolved =
                stage(Profile.BOTH).resolve(Given.open(Given.ask("order-1", Door.HTTP, content), content));

        assertThat(resolved.toCompletableFuture()).isDone();
        assertThat(Given.value(join(resolved)).body()).isEqualTo(((Content.Request) content).body());
    }

    @Test
    void theRequestThatCameIsNotChanged() {
        Content content = content(
                Endpoint.RESPONSES,
                "{'input': [{'content': [{'type': 'input_file', 'file_url': 's3://papers/a.pdf'}]}]}");
        JsonNode before = ((Content.Request) content).body().deepCopy();

        join(stage(Profile.BOTH).resolve(Given.open(Given.ask("order-1", Door.HTTP, content), content)));

        assertThat(((Content.Request) content).body()).isEqualTo(before);
    }

    private void put(String key, byte[] bytes) {
        s3.putObject(put -> put.bucket("papers").key(key), RequestBody.fromBytes(bytes));
    }

    @Test
    void aDocumentInsideTheRequestTakesMemoryUntilTheAskIsOver() {
        MemoryBudget small = new MemoryBudget(PDF.length() * 2L);
        Documents stage = stage(Profile.BOTH, small, "attach", "inline");
        String one = "{'input': [{'content': [{'type': 'input_file', 'file_url': 's3://papers/a.pdf'}]}]}";

        ResolvedRequest first = Given.value(resolve(stage, Endpoint.RESPONSES, one));
        assertThat(small.taken()).isEqualTo(PDF.length() * 4 / 3);
        Problem full = Given.problem(resolve(stage, Endpoint.RESPONSES, one));
        first.whenDone().run();

        assertThat(full.status()).isEqualTo(429);
        assertThat(full.code()).isEqualTo("too_busy");
        assertThat(small.taken()).isZero();
        Given.value(resolve(stage, Endpoint.RESPONSES, one)).whenDone().run();
        assertThat(small.taken()).isZero();
    }

    @Test
    void aDocumentThatNeverFitsInsideTheRequestIsTooLarge() {
        MemoryBudget small = new MemoryBudget(PDF.length());

        Problem problem = Given.problem(resolve(
                stage(Profile.BOTH, small, "attach", "inline"),
                Endpoint.RESPONSES,
                "{'input': [{'content': [{'type': 'input_file', 'file_url': 's3://papers/a.pdf'}]}]}"));

        assertThat(problem.status()).isEqualTo(413);
        assertThat(problem.code()).isEqualTo("document_too_large");
        assertThat(problem.message()).contains("DRAGOMAN_HTTP_MAX_BODIES");
        assertThat(small.taken()).isZero();
    }

    private Documents stage(Profile profile, String... settings) {
        return stage(profile, new MemoryBudget(100_000_000), settings);
    }

    private Documents stage(Profile profile, MemoryBudget memory, String... settings) {
        DocumentsConfig config = Settings.of(DocumentsConfig.class, settings);
        return new Documents(
                s3, presigner, config, Given.allowed("papers", "missing"), profile, fetch, Given.CLOCK, memory);
    }

    private StageResult<ResolvedRequest> responses(String parts, String... settings) {
        return resolve(stage(Profile.BOTH, settings), Endpoint.RESPONSES, "{'input': [{'content': [" + parts + "]}]}");
    }

    private StageResult<ResolvedRequest> chat(String parts, String... settings) {
        return resolve(stage(Profile.BOTH, settings), Endpoint.CHAT, "{'messages': [{'content': [" + parts + "]}]}");
    }

    private StageResult<ResolvedRequest> resolve(Documents documents, Endpoint endpoint, String body) {
        Content content = content(endpoint, body);
        return join(documents.resolve(Given.open(Given.ask("order-1", Door.HTTP, content), content)));
    }

    private Content content(Endpoint endpoint, String body) {
        return new Content.Request(
                endpoint, Given.json(body.replace("WEB", "https://files.example.com:" + web.actualPort())));
    }

    private static StageResult<ResolvedRequest> join(CompletionStage<StageResult<ResolvedRequest>> stage) {
        return stage.toCompletableFuture().orTimeout(60, TimeUnit.SECONDS).join();
    }

    private static JsonNode part(ResolvedRequest draft) {
        return draft.body().at("/input/0/content/0");
    }
}
