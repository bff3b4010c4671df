package dev.dragoman.document;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dragoman.Given;
import dev.dragoman.config.DocumentsConfig;
import dev.dragoman.config.Settings;
import dev.dragoman.event.Ask;
import dev.dragoman.event.Content;
import dev.dragoman.event.Door;
import dev.dragoman.event.Excerpt;
import dev.dragoman.event.S3Location;
import dev.dragoman.local.Aws;
import dev.dragoman.local.LocalServer;
import dev.dragoman.local.S3Server;
import dev.dragoman.local.trial.LongSamples;
import dev.dragoman.memory.MemoryBudget;
import dev.dragoman.outcome.Problem;
import dev.dragoman.outcome.StageResult;
import dev.dragoman.payload.Division;
import dev.dragoman.payload.Profile;
import dev.dragoman.payload.ResolvedRequest;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.text.PDFTextStripper;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;

/** The document stage on long documents in a real S3. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LongDocumentsTest {
    private static final String BUCKET = "papers";

    private final LocalServer server = S3Server.start(0);
    private final Aws aws = new Aws(server.endpoint(), server.endpoint());
    private final S3Client s3 = aws.s3Client();
    private final S3Presigner presigner = aws.presigner();
    private final Vertx vertx = Vertx.vertx();

    @BeforeAll
    void makeABucket() {
        s3.createBucket(create -> create.bucket(BUCKET));
    }

    @AfterAll
    void stop() {
        vertx.close();
        presigner.close();
        s3.close();
        server.close();
    }

    private void put(String key, byte[] bytes) {
        s3.putObject(put -> put.bucket(BUCKET).key(key), RequestBody.fromBytes(bytes));
    }

    private StageResult<ResolvedRequest> resolve(Content.Document document, String... settings) throws Exception {
        Documents stage = new Documents(
                s3,
                presigner,
                Settings.of(DocumentsConfig.class, settings),
                Given.allowed(),
                Profile.BOTH,
                new WebFetch(vertx),
                Given.CLOCK,
                new MemoryBudget(100_000_000));
        Ask ask = Given.ask("order-1", Door.S3, document);
        return stage.resolve(Given.open(ask, ask.content()))
                .toCompletableFuture()
                .get(30, TimeUnit.SECONDS);
    }

    private StageResult<ResolvedRequest> resolve(String key, String... settings) throws Exception {
        return resolve(new Content.Document(new S3Location(BUCKET, key), null, null, null), settings);
    }

    private Division divided(String key, String... settings) throws Exception {
        return Objects.requireNonNull(Given.value(resolve(key, settings)).division());
    }

    private ResolvedRequest part(Division division, Excerpt excerpt, String... settings) throws Exception {
        Content.Document whole = division.document();
        return Given.value(resolve(
                new Content.Document(whole.location(), whole.versionId(), whole.eTag(), whole.prompt(), excerpt),
                settings));
    }

    private static String enclosed(ResolvedRequest request) {
        String text = request.body().at("/input/0/content/0/text").asText();
        return text.substring(text.indexOf('\n') + 1, text.lastIndexOf('\n'));
    }

    private void whole(String key, String... settings) throws Exception {
        assertThat(Given.value(resolve(key, settings)).division()).isNull();
    }

    private void rejected(String key, String code, String words, String... settings) throws Exception {
        Problem problem = Given.problem(resolve(key, settings));
        assertThat(problem.code()).isEqualTo(code);
        assertThat(problem.message()).startsWith(key + " ").contains(words);
    }

    @Test
    void aPdfIsReadInPartsOfPages() throws Exception {
        put("inbox/long.pdf", LongSamples.pdf(120));

        Division division = divided("inbox/long.pdf");

        assertThat(division.parts())
                .extracting(part -> part.span().range())
                .containsExactly("1-50", "51-100", "101-120");
        assertThat(division.identity()).startsWith("s3:papers/inbox/long.pdf?eTag=");
        ResolvedRequest second = part(division, division.parts().get(1));
        String dataUri = second.body().at("/input/0/content/0/file_data").asText();
        assertThat(text(dataUri)).containsExactlyElementsOf(LongSamples.facts(51, 100));
        assertThat(second.body().path("instructions").asText())
                .contains("part 2 of 3", "pages 51-100", "You summarise one document");
        assertThat(second.identities()).containsKey(dataUri);
        assertThat(part(division, division.parts().get(1)).identities().values())
                .containsExactlyElementsOf(second.identities().values())
                .allMatch(identity -> identity.endsWith("#pages 51-100"));
    }

    private static List<String> text(String dataUri) throws IOException {
        byte[] pdf = Base64.getDecoder().decode(dataUri.substring(dataUri.indexOf(',') + 1));
        try (PDDocument document = Loader.loadPDF(pdf)) {
            return LongSamples.factsIn(new PDFTextStripper().getText(document));
        }
    }

    @Test
    void whatGoesIntoOneRequestIsReadAtOnce() throws Exception {
        put("inbox/short.pdf", LongSamples.pdf(50));
        put("inbox/short.txt", "tide ".repeat(48_000).getBytes(StandardCharsets.UTF_8));

        whole("inbox/short.pdf");
        whole("inbox/short.txt");
    }

    @Test
    void switchedOffNothingIsReadInParts() throws Exception {
        put("inbox/off/long.pdf", LongSamples.pdf(60));

        whole("inbox/off/long.pdf", "parts", "false");
        whole("inbox/off/long.pdf", "rules.off.prefix", "inbox/off/", "rules.off.parts", "false");
    }

    @Test
    void aRuleHasLimitsOfItsOwn() throws Exception {
        put("inbox/rules/long.pdf", LongSamples.pdf(60));

        Division division =
                divided("inbox/rules/long.pdf", "rules.r.prefix", "inbox/rules/", "rules.r.parts-max-pages", "20");

        assertThat(division.parts()).hasSize(3);
        rejected(
                "inbox/rules/long.pdf",
                "document_too_long",
                "would take 3 parts; at most 2 are read (DRAGOMAN_DOCUMENTS_PARTS_MAX)",
                "rules.r.prefix",
                "inbox/rules/",
                "rules.r.parts-max-pages",
                "20",
                "rules.r.parts-max",
                "2");
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTF-8", "windows-1252", "UTF-16LE"})
    void aTextIsReadInPartsWhateverItsEncoding(String encoding) throws Exception {
        String text = "# Low water\n\nThe café is open, naïvely.\n".repeat(100);
        String key = "inbox/" + encoding + ".md";
        put(key, text.getBytes(Charset.forName(encoding)));

        Division division = divided(key, "parts-max-tokens", "100");

        StringBuilder joined = new StringBuilder();
        for (Excerpt.DocumentPart part : division.parts()) {
            assertThat(Objects.requireNonNull(part.text()).encoding()).isEqualTo(encoding);
            String read = enclosed(part(division, part, "parts-max-tokens", "100"));
            assertThat(read).startsWith("# Low water").hasSizeLessThanOrEqualTo(400);
            joined.append(read);
        }
        assertThat(joined).hasToString(text);
        assertThat(division.span().count()).isEqualTo(text.getBytes(Charset.forName(encoding)).length);
    }

    // What the beginning does not tell, all of the text does.
    @ParameterizedTest
    @CsvSource({
        "windows-1250, 'Zażółć gęślą jaźń. Oto faktura za maj.'",
        "windows-1251, 'Завтра мы едем в Москву, чтобы увидеть друзей.'",
        "KOI8-R, 'Завтра мы едем в Москву, чтобы увидеть друзей.'",
        "Shift_JIS, これは五月の請求書です。月末までにお支払いください。",
        "EUC-JP, これは五月の請求書です。月末までにお支払いください。",
        "GBK, 这是五月份的发票，请在月底之前付款。谢谢您的合作。",
        "Big5, 這是五月份的發票，請在月底之前付款。謝謝您的合作。",
        "EUC-KR, '오월 청구서입니다. 월말까지 지불해 주시기 바랍니다.'",
        "UTF-16LE, 这是五月份的发票，请在月底之前付款。"
    })
    void aLongTextIsReadInTheEncodingOfItsRareLetters(String encoding, String words) throws Exception {
        String text =
                "Plain words only, line by line.\n".repeat(400) + (words + "\n").repeat(3) + "And on.\n".repeat(400);
        String key = "inbox/late-" + encoding + ".txt";
        put(key, text.getBytes(Charset.forName(encoding)));

        Division division = divided(key, "parts-max-tokens", "300");

        assertThat(division.adjustments()).containsExactly("document converted from " + encoding);
        StringBuilder joined = new StringBuilder();
        for (Excerpt.DocumentPart part : division.parts()) {
            joined.append(enclosed(part(division, part, "parts-max-tokens", "300")));
        }
        assertThat(joined).hasToString(text);
    }

    @Test
    void aLongTextOfUtf8WithAWrongByteIsDamaged() throws Exception {
        byte[] text = "Grüße aus Köln. ".repeat(1_000).getBytes(StandardCharsets.UTF_8);
        text[9_000] = (byte) 0xFF;
        put("inbox/wrong.txt", text);
        put("inbox/escapes.txt", "これは五月の請求書です。\n".repeat(400).getBytes(Charset.forName("ISO-2022-JP")));

        rejected("inbox/wrong.txt", "document_damaged", "byte 9000 ", "parts-max-tokens", "1000");
        rejected("inbox/escapes.txt", "document_type_unknown", "save it as UTF-8", "parts-max-tokens", "1000");
    }

    @Test
    void eachPartOfATableHasItsFirstLine() throws Exception {
        put("inbox/tides.csv", ("time,height\n" + "06:10,1.25\n".repeat(100)).getBytes(StandardCharsets.UTF_8));

        Division division = divided("inbox/tides.csv", "parts-max-tokens", "50");

        assertThat(division.parts()).hasSizeGreaterThan(5);
        assertThat(division.adjustments()).isEmpty();
        for (Excerpt.DocumentPart part : division.parts()) {
            assertThat(enclosed(part(division, part)))
                    .startsWith("time,height\n06:10,1.25\n")
                    .hasSizeLessThanOrEqualTo(200);
        }
    }

    @ParameterizedTest
    @CsvSource({"60, 100", "300, 100", "60, 1", "1, 0"})
    void aTableWhoseFirstLineIsTooLongSaysSo(int columns, int rows) throws Exception {
        String key = "inbox/wide-%d-%d.csv".formatted(columns, rows);
        put(key, ("column,".repeat(columns) + "\n" + "1,2,3,4\n".repeat(rows * 5)).getBytes(StandardCharsets.UTF_8));
        if (rows == 0) {
            whole(key, "parts-max-tokens", "50");
            return;
        }

        Division division = divided(key, "parts-max-tokens", "50");

        assertThat(division.adjustments()).singleElement().asString().contains("first line");
    }

    @Test
    void answersArePutTogetherByTheRulesOwnPrompt() throws Exception {
        put("inbox/joined.pdf", LongSamples.pdf(120));
        Division division = divided("inbox/joined.pdf");
        List<Excerpt.PartAnswer> answers = List.of(
                new Excerpt.PartAnswer(division.parts().get(0).span(), "Low water at six."),
                new Excerpt.PartAnswer(division.parts().get(1).span(), null));

        ResolvedRequest request = part(division, new Excerpt.Answers(1, 1, 1, answers, "pages=50"));

        assertThat(enclosed(request))
                .contains("[pages 1-50]\nLow water at six.\n", "[pages 51-100]\n(This was not read.)");
        assertThat(request.body().path("instructions").asText())
                .contains("read in 2 parts", "pages 1-100", "You summarise one document")
                .doesNotContain("{{");
    }

    @Test
    void aPartOfADocumentThatWasReplacedIsNotRead() throws Exception {
        put("inbox/replaced-long.pdf", LongSamples.pdf(60));
        Division division = divided("inbox/replaced-long.pdf");
        put("inbox/replaced-long.pdf", LongSamples.pdf(61));
        Content.Document whole = division.document();

        StageResult<ResolvedRequest> part = resolve(new Content.Document(
                whole.location(), null, whole.eTag(), null, division.parts().get(0)));

        assertThat(Given.problem(part).code()).isEqualTo("document_replaced");
    }

    @Test
    void aPdfThatCanNotBeDividedIsRejectedInWords() throws Exception {
        put("inbox/half.pdf", Arrays.copyOf(LongSamples.pdf(400), 30_000));
        put("inbox/locked.pdf", LongSamples.locked(60));
        put("inbox/no.pdf", ("%PDF-1.7\n" + "x".repeat(20_000)).getBytes(StandardCharsets.UTF_8));

        rejected("inbox/locked.pdf", "document_encrypted", "password");
        rejected("inbox/no.pdf", "document_damaged", "damaged PDF");
        rejected("inbox/half.pdf", "document_damaged", "damaged PDF");
    }

    @ParameterizedTest
    @CsvSource({"120, 30", "120, 60", "120, 90", "20, 60", "20, 90", "50, 80", "1, 50"})
    void aPdfThatIsCutOffIsDamagedWhateverItsLength(int pages, int percent) throws Exception {
        byte[] pdf = LongSamples.pdf(pages);
        String key = "inbox/cut-%d-%d.pdf".formatted(pages, percent);
        put(key, Arrays.copyOf(pdf, pdf.length * percent / 100));

        rejected(key, "document_damaged", "damaged PDF");
    }

    @ParameterizedTest
    @ValueSource(ints = {20, 120})
    void pagesThatCanNotBeReadAreTold(int pages) throws Exception {
        byte[] pdf = LongSamples.pdf(pages);
        int at = middleOfAStream(pdf);
        Arrays.fill(pdf, at, at + 40, (byte) 0);
        String key = "inbox/zeros-%d.pdf".formatted(pages);
        put(key, pdf);

        ResolvedRequest request = Given.value(resolve(key));

        assertThat(
                        request.division() == null
                                ? request.adjustments()
                                : request.division().adjustments())
                .singleElement()
                .asString()
                .contains("can't be read: ")
                .doesNotContain(",  ");
    }

    // Of a page about in the middle.
    private static int middleOfAStream(byte[] pdf) {
        String text = new String(pdf, StandardCharsets.ISO_8859_1);
        int start = text.indexOf("stream", text.length() / 2);
        start = text.startsWith("endstream", start - 3) ? text.indexOf("\nstream", start) + 1 : start;
        return start + 60;
    }

    @Test
    void aTextThatIsNoneFurtherInIsRejectedWithItsOffset() throws Exception {
        byte[] text = "tide ".repeat(10_000).getBytes(StandardCharsets.UTF_8);
        text[33_333] = 0;
        put("inbox/zero.txt", text);

        rejected("inbox/zero.txt", "document_type_unknown", "byte 33333 ", "parts-max-tokens", "1000");
    }

    @Test
    void aLongDocumentMayBeLargerThanARequest() throws Exception {
        put("inbox/larger.pdf", LongSamples.pdf(40));
        put("inbox/larger.txt", "tide\n".repeat(400).getBytes(StandardCharsets.UTF_8));

        Division division = divided("inbox/larger.pdf", "max-size", "10K");
        assertThat(division.parts()).hasSizeGreaterThan(1);
        assertThat(divided("inbox/larger.txt", "max-size", "1K", "parts-max-tokens", "100")
                        .parts())
                .hasSize(5);
        rejected("inbox/larger.txt", "document_too_large", "MAX_SIZE", "max-size", "1K", "max-long-size", "1K");
    }
}
