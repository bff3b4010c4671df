package dev.dragoman.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.microsoft.playwright.Browser.NewContextOptions;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Page.GetByRoleOptions;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.FilePayload;
import dev.dragoman.harness.ClientProgram;
import dev.dragoman.harness.InstalledChromium;
import dev.dragoman.harness.PalettePng;
import dev.dragoman.harness.Stack;
import dev.dragoman.json.Json;
import dev.dragoman.local.ChildProcess;
import dev.dragoman.local.DragomanProcess;
import dev.dragoman.local.model.Misbehaviour;
import dev.dragoman.local.model.ReceivedCall;
import dev.dragoman.local.model.StandInModel;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The console of the packaged server in a real browser. Whatever it does, it breaks no rule of its content security policy. */
@ExtendWith(Stack.Extension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ConsolePageIT {
    private static final String KEY = "key";
    private static final String KEY_HASH = "2c70e12b7a0646f92279f427c7b38e7334d8e5389cff167a1dc30e73f826b683";
    private static final String BUCKET = "console";
    private static final List<String> TABS = List.of("Try", "Documents", "Asks", "Pulse");
    private static final String QUESTION = "How does the tide know when to turn?";

    /** Would be run if it were read as HTML. */
    private static final String HOSTILE = "<img src=x onerror=window.hit=1><script>window.hit=1</script>";

    private static final String PRICES = """
            {"version": "2026-11-29", "models": [
              {"model": "openai/*", "input": 1.75, "output": 14},
              {"model": "counted/*", "input": 0, "output": 10}]}
            """;

    /** Of a model that only the test of the bars asks: a budget changes what is sent. */
    private static final String BUDGETS = """
            {"budgets": [{"name": "tides", "scope": {"model": "counted/*"}, "amount": 0.0004, "period": "total"}]}
            """;

    /** Tells what breaks a rule, and by how many milliseconds something that is due each 20 ms comes too late. */
    private static final String WATCH = """
            document.addEventListener('securitypolicyviolation', (event) =>
                console.error(`broken rule: ${event.violatedDirective} ${event.blockedURI} ${event.sample}`));
            window.late = [];
            let last = performance.now();
            setInterval(() => {
                const now = performance.now();
                window.late.push(Math.max(0, now - last - 20));
                last = now;
            }, 20);
            """;

    private final Stack stack;
    private final StandInModel model = StandInModel.start(0);
    private final List<String> complaints = new CopyOnWriteArrayList<>();
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private InstalledChromium chromium;
    private DragomanProcess server;

    ConsolePageIT(Stack stack) {
        this.stack = stack;
    }

    @BeforeAll
    void start() throws IOException {
        chromium = InstalledChromium.startOrSkip();
        PlaywrightAssertions.setDefaultAssertionTimeout((double) Stack.LIMIT.toMillis());
        stack.local().createBucket(BUCKET);
        Path prices = Files.writeString(Files.createTempFile("prices", ".json"), PRICES);
        Map<String, String> environment = new TreeMap<>(stack.local().environment());
        environment.put("DRAGOMAN_MODEL_BASE_URL", model.baseUrl().toString());
        environment.put("DRAGOMAN_HTTP_KEYS", KEY_HASH);
        environment.put("DRAGOMAN_HTTP_OPERATORS", KEY_HASH);
        environment.put("DRAGOMAN_PRICES", prices.toString());
        Path budgets = Files.writeString(Files.createTempFile("budgets", ".json"), BUDGETS);
        environment.put("DRAGOMAN_BUDGETS", budgets.toString());
        environment.put("DRAGOMAN_POLL_BUCKET", BUCKET);
        environment.put("DRAGOMAN_POLL_INTERVAL", "100ms");
        environment.put("DRAGOMAN_MODEL_BREAKER_REST", "100ms");
        server = DragomanProcess.server(0, environment);
    }

    @AfterAll
    void stop() {
        model.close();
        if (server != null) {
            server.close();
        }
        if (chromium != null) {
            chromium.close();
        }
    }

    @BeforeEach
    void modelBehaves() {
        model.reset();
    }

    @AfterEach
    void noRuleWasBroken() {
        chromium.browser().contexts().forEach(BrowserContext::close);
        List<String> said = List.copyOf(complaints);
        complaints.clear();
        assertThat(said).isEmpty();
    }

    @Test
    void anAnswerAppearsWhileItComes() {
        model.misbehave(Misbehaviour.NONE.withEventDelay(Duration.ofMillis(60)));
        Page page = open("try");
        page.getByLabel("Your question").fill(QUESTION);

        button(page, "Ask").click();

        Locator answer = page.getByRole(AriaRole.REGION, named("Answer"));
        assertThat(answer).containsText("working");
        assertThat(answer.locator(".prose")).containsText("[stand-in");
        assertThat(answer).containsText("completed");
        assertThat(answer.locator(".prose li")).containsText(QUESTION);
        assertThat(answer.locator(".facts")).containsText("openai/gpt-5.2-chat");
        assertThat(answer.locator(".facts")).containsText(Pattern.compile("cost\\$0\\.0\\d+"));
        assertThat(answer.locator(".facts")).containsText("first event");
    }

    @Test
    void stopEndsTheProvidersCall() {
        model.misbehave(Misbehaviour.NONE.withEventDelay(Duration.ofMillis(200)));
        Page page = open("try");
        page.getByLabel("Your question").fill(QUESTION);
        button(page, "Ask").click();
        assertThat(page.locator(".answer .prose")).containsText("[stand-in");

        button(page, "Stop").click();

        assertThat(page.locator(".answer")).containsText("stopped");
        Awaitility.await()
                .atMost(Stack.LIMIT)
                .until(() ->
                        model.calls().stream().anyMatch(call -> call.answer().aborted()));
        assertThat(button(page, "Ask")).isVisible();
    }

    @Test
    void filesGoAlong() throws IOException {
        Page page = open("try");
        page.locator("input[name=files]").setInputFiles(new FilePayload[] {
            sample("tide-observatory.pdf", "application/pdf"),
            sample("harbour-light.png", "image/png"),
            new FilePayload("notes.md", "text/markdown", "The ferry is late.".getBytes(StandardCharsets.UTF_8))
        });
        page.getByLabel("Your question").fill("What is this?");

        assertThat(page.locator("#code")).containsText("base64 -w0 < 'tide-observatory.pdf'");
        button(page, "Ask").click();

        assertThat(page.locator(".answer")).containsText("completed");
        JsonNode content = lastCall().json().at("/input/0/content");
        assertThat(content.findValuesAsText("type"))
                .containsExactly("input_file", "input_image", "input_text", "input_text");
        assertThat(content.at("/0/filename").asText()).isEqualTo("tide-observatory.pdf");
        assertThat(content.at("/0/file_data").asText()).startsWith("data:application/pdf;base64,JVBER");
        assertThat(content.at("/1/image_url").asText()).startsWith("data:image/png;base64,iVBOR");
        assertThat(content.at("/2/text").asText()).isEqualTo("The ferry is late.");
    }

    @Test
    void theCurlLineSendsTheSameRequest(@TempDir Path folder) throws Exception {
        for (String command : List.of("bash", "curl", "jq", "base64")) {
            assumeTrue(ClientProgram.isOnPath(command), command + " is on the path");
        }
        String name = "it's $(touch hit) `touch hit`.pdf";
        Files.copy(Path.of("samples", "tide-observatory.pdf"), folder.resolve(name));
        Files.writeString(folder.resolve("notes.md"), "A \"note\"\n$HOME \\ é");
        Page page = open("try");
        page.locator("input[name=files]").setInputFiles(new Path[] {folder.resolve(name), folder.resolve("notes.md")});
        page.getByLabel("Your question").fill("It's $HOME, \"$(touch hit)\" `touch hit` \\n\nJSON\n");
        page.getByLabel("Token limit").fill("3000");
        page.getByLabel("Model").fill("openai/gpt-5.2-chat");
        button(page, "Ask").click();
        assertThat(page.locator(".answer")).containsText("completed");

        try (ChildProcess curl = ChildProcess.start(
                "curl",
                List.of(
                        "bash",
                        "-c",
                        "cd \"$FOLDER\" && " + page.locator("#code").textContent()),
                Map.of("PATH", System.getenv("PATH"), "FOLDER", folder.toString(), "DRAGOMAN_KEY", KEY),
                folder.resolve("curl.log"))) {
            assertThat(curl.exitWithin(Stack.LIMIT)).hasValue(0);
        }

        List<ReceivedCall> calls = model.calls();
        assertThat(calls).hasSize(2);
        assertThat(calls.get(1).json()).isEqualTo(calls.get(0).json());
        assertThat(folder.resolve("hit")).doesNotExist();
    }

    @Test
    void theProvidersErrorIsToldAndItsCodeExplained() {
        model.misbehave(Misbehaviour.error(503).header("x-should-retry", "false"));
        Page page = open("try");
        page.getByLabel("Your question").fill(QUESTION);

        button(page, "Ask").click();
        page.locator(".answer .problem button.link").click();

        Locator dialog = page.getByRole(AriaRole.DIALOG);
        assertThat(dialog).containsText("upstream_failed");
        assertThat(dialog).containsText("what to do");
        page.keyboard().press("Escape");
        assertThat(dialog).isHidden();
    }

    @Test
    void aDroppedFileBecomesASummaryAndAReceipt() throws IOException {
        Page page = open("documents");

        drop(page, ".drop", sample("tide-observatory.pdf", "application/pdf"));

        Locator detail = page.getByRole(AriaRole.REGION, named("Document"));
        assertThat(detail.locator(".prose")).containsText("8.43");
        assertThat(detail.getByRole(AriaRole.COMPLEMENTARY)).containsText("completed");
        assertThat(detail.getByRole(AriaRole.COMPLEMENTARY)).containsText("application/pdf");
        assertThat(row(page, "tide-observatory.pdf")).containsText("completed");
    }

    @Test
    void aDocumentWithoutASummaryTellsWhyAndWhatToDo() {
        Page page = open("documents");

        drop(page, ".drop", new FilePayload("odd.bin", "", new byte[] {0x7f, 'E', 'L', 'F', 2, 1, 1, 0, 0, 0}));

        Locator detail = page.getByRole(AriaRole.REGION, named("Document"));
        assertThat(detail).containsText("document_type_unknown");
        assertThat(detail).containsText("what to do");
        assertThat(row(page, "odd.bin")).containsText("failed");
    }

    @Test
    void aDroppedBatchShowsItsLines() {
        Page page = open("documents");

        String lines = """
                {"custom_id":"first","method":"POST","url":"/v1/responses","body":{"input":"Hello one"}}
                {"custom_id":"second","method":"POST","url":"/v1/responses","body":{"input":"Hello two"}}
                """;
        drop(page, ".drop", new FilePayload("batch.jsonl", "", lines.getBytes(StandardCharsets.UTF_8)));

        Locator detail = page.getByRole(AriaRole.REGION, named("Document"));
        assertThat(detail).containsText("2 of 2 completed");
        assertThat(detail.locator(".lines")).containsText("second[stand-in answer]");
        assertThat(detail.locator(".lines")).containsText("Hello two");
    }

    // How late the machine itself is, a blank page beside it tells.
    @Test
    void theListStaysResponsiveUnderFiveHundredAsksASecond() throws Exception {
        BrowserContext other = context(new NewContextOptions());
        Page blank = page(other);
        blank.navigate(server.uri("/console/icon.svg").toString());
        Page page = open("asks");
        page.locator(".outcome.live").waitFor();
        page.evaluate("window.late = []");
        blank.evaluate("window.late = []");

        CompletableFuture<String> last = CompletableFuture.supplyAsync(() -> asksASecond(500, 3));
        while (!last.isDone()) {
            page.getByLabel("Outcome").selectOption("rejected");
            assertThat(page.locator(".asks tbody tr").first()).containsText("rejected");
            page.getByLabel("Outcome").selectOption("");
        }

        assertThat(page.locator(".asks")).containsText(last.get(10, TimeUnit.SECONDS));
        assertThat(lateness(page))
                .as("milliseconds that 19 of 20 are late at most")
                .isLessThan(250 + 3 * lateness(blank));
        assertThat(page.locator(".asks tbody tr")).hasCount(500);
    }

    private static double lateness(Page page) {
        Number late = (Number) page.evaluate("late.sort((one, other) => one - other)[Math.floor(late.length * 0.95)]");
        return late.doubleValue();
    }

    // Refused by the operator's rules: that costs the machine the least, so the page is what has to work.
    private String asksASecond(int asks, int seconds) {
        List<CompletableFuture<HttpResponse<String>>> sent = new ArrayList<>();
        HttpRequest ask = request("{\"input\":1}");
        long begun = System.nanoTime();
        for (int i = 0; i < asks * seconds; i++) {
            LockSupport.parkNanos(begun + i * (1_000_000_000L / asks) - System.nanoTime());
            sent.add(client.sendAsync(ask, HttpResponse.BodyHandlers.ofString()));
        }
        sent.forEach(CompletableFuture::join);
        return client.sendAsync(ask, HttpResponse.BodyHandlers.ofString())
                .join()
                .headers()
                .firstValue("Dragoman-Request-Id")
                .orElseThrow();
    }

    @Test
    void asksAreFiltered() throws Exception {
        String id = ask("{\"input\":\"Hello\"}");
        ask("{\"input\":\"Hello\"}");
        Page page = open("asks");
        page.locator(".outcome.live").waitFor();

        page.getByLabel("Id contains").fill(id.substring(4, 20));

        assertThat(page.locator(".asks tbody tr")).hasCount(1);
        assertThat(page.locator(".asks tbody tr")).containsText("completed");
        page.getByLabel("Door").selectOption("sqs");
        assertThat(page.locator(".panel-asks .empty")).containsText("No ask fits the filter.");
    }

    @Test
    void theLastHourIsDrawn() throws Exception {
        ask("{\"input\":\"Hello\"}");
        Page page = open("pulse");

        assertThat(page.locator(".chart canvas")).hasCount(4);
        assertThat(page.locator(".tile").first()).containsText("asks in the last hour");
        page.getByText("The same as a table").click();
        assertThat(page.getByRole(AriaRole.ROWHEADER).first()).isVisible();
    }

    @Test
    void aBudgetIsABarOfWhatIsSpent() throws Exception {
        ask("{\"model\":\"counted/m\",\"input\":\"Hello\",\"max_output_tokens\":16}");
        Page page = open("pulse");

        Locator bar = page.getByRole(AriaRole.METER, new GetByRoleOptions().setName("Spent of tides"));
        assertThat(bar).hasAttribute("max", "400");
        assertThat(bar).hasAttribute("value", Pattern.compile("[1-9][0-9]*"));
        assertThat(page.locator(".budgets li")).containsText("tides total");
        assertThat(page.locator(".budgets li")).containsText("of $0.0004");
    }

    @Test
    void theKeyboardAloneSuffices() {
        Page page = open("try");
        page.keyboard().press("Tab");
        assertThat(tab(page, "Try")).isFocused();
        page.keyboard().press("ArrowRight");
        assertThat(tab(page, "Documents")).isFocused();
        assertThat(page.getByRole(AriaRole.TABPANEL, named("Documents"))).isVisible();
        page.keyboard().press("End");
        assertThat(page.getByRole(AriaRole.TABPANEL, named("Pulse"))).isVisible();
        page.keyboard().press("ArrowRight");
        assertThat(tab(page, "Try")).hasAttribute("aria-selected", "true");

        for (String passed : List.of("Forget the key", "Your question")) {
            page.keyboard().press("Tab");
            assertThat(focused(page)).isEqualTo(passed);
        }
        page.keyboard().type(QUESTION);
        page.keyboard().press("Control+Enter");
        assertThat(page.locator(".answer")).containsText("completed");

        List<String> passed = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            page.keyboard().press("Tab");
            passed.add(focused(page));
        }
        assertThat(passed)
                .containsExactly(
                        "Model",
                        "Token limit",
                        "Add files",
                        "Ask",
                        "curl",
                        "Copy",
                        "The request in curl",
                        "Copy the answer");
    }

    private static String focused(Page page) {
        return page.evaluate("""
                () => {
                    const at = document.activeElement;
                    const label = at.labels?.[0]?.textContent ?? at.getAttribute('aria-label') ?? at.textContent;
                    return label.trim();
                }""").toString();
    }

    @ParameterizedTest
    @EnumSource(names = {"LIGHT", "DARK"})
    void nobodyIsLeftOut(ColorScheme scheme) throws Exception {
        String id = ask("{\"input\":1}");
        stack.put(BUCKET, "inbox/" + scheme + ".md", "How does the tide know when to turn?");
        stack.awaitKey(BUCKET, "done/" + scheme + ".md");
        Page page = open("try", new NewContextOptions().setColorScheme(scheme));
        page.getByLabel("Your question").fill(QUESTION);
        button(page, "Ask").click();
        assertThat(page.locator(".answer")).containsText("completed");
        for (String name : TABS) {
            tab(page, name).click();
            settle(page, name);
            if (name.equals("Documents")) {
                row(page, scheme + ".md").click();
                assertThat(page.locator(".detail .prose")).isVisible();
            } else if (name.equals("Asks")) {
                // Each of the others is the same.
                page.getByLabel("Id contains").fill(id);
                assertThat(page.locator(".asks tbody tr")).hasCount(1);
            }

            assertThat(findings(page)).as(name).isEmpty();
        }
    }

    // What axe-core finds serious or critical, and where.
    private static List<?> findings(Page page) throws IOException {
        try (InputStream axe = ConsolePageIT.class.getResourceAsStream("/axe.min.js")) {
            page.evaluate(new String(Objects.requireNonNull(axe).readAllBytes(), StandardCharsets.UTF_8));
        }
        return (List<?>) page.evaluate("""
                async () => (await axe.run()).violations
                    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
                    .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join()}`)""");
    }

    @Test
    void itFitsIntoANarrowWindow() throws Exception {
        ask("{\"input\":\"Hello\"}");
        stack.put(BUCKET, "inbox/narrow-" + "x".repeat(80) + ".md", "How does the tide know when to turn?");
        Page page = open("try", new NewContextOptions().setViewportSize(360, 740));
        page.getByLabel("Your question").fill(QUESTION);
        button(page, "Ask").click();
        assertThat(page.locator(".answer")).containsText("completed");
        for (String name : TABS) {
            tab(page, name).click();
            settle(page, name);

            assertThat(page.evaluate("document.documentElement.scrollWidth"))
                    .as(name)
                    .isEqualTo(360);
        }
    }

    @Test
    void aKeyIsAskedForAndStaysInTheTab() {
        BrowserContext context = context(new NewContextOptions());
        Page page = page(context);
        page.navigate(server.uri("/").toString());
        Locator dialog = page.getByRole(AriaRole.DIALOG, named("Client key"));

        dialog.getByLabel("Client key").fill("wrong");
        page.keyboard().press("Enter");
        assertThat(dialog).containsText("did not accept");
        dialog.getByLabel("Client key").fill(KEY);
        button(page, "Use it").click();

        assertThat(page.getByLabel("Your question")).isVisible();
        assertThat(page.evaluate(
                        "JSON.stringify([{...sessionStorage}, {...localStorage}, document.cookie, location.href])"))
                .isEqualTo("[{\"dragoman.key\":\"key\"},{},\"\",\"%s\"]".formatted(server.uri("/")));
        assertThat(context.cookies()).isEmpty();
        Page other = page(context);
        other.navigate(server.uri("/").toString());
        assertThat(other.getByRole(AriaRole.DIALOG, named("Client key"))).isVisible();
        button(other, "Not now").click();
        assertThat(button(other, "Enter a key")).isVisible();
    }

    @Test
    void whatComesFromOutsideStaysText() {
        String name = HOSTILE.replace("/", "") + ".md";
        Page page = open("try");
        page.locator("input[name=files]")
                .setInputFiles(new FilePayload(name, "text/markdown", HOSTILE.getBytes(StandardCharsets.UTF_8)));
        page.getByLabel("Your question").fill("Say " + HOSTILE + " [here](javascript:window.hit=1)");
        button(page, "Ask").click();
        assertThat(page.locator(".answer")).containsText("completed");
        assertThat(page.locator(".answer .prose")).containsText("<script>");
        assertThat(page.locator(".chip")).containsText(name);

        model.misbehave(Misbehaviour.error(400)
                .withBody("{\"error\":{\"message\":\"No %1$s\",\"code\":\"%1$s\"}}".formatted(HOSTILE)));
        button(page, "Ask").click();
        assertThat(page.locator(".answer .problem")).containsText("No " + HOSTILE);
        model.behave();

        tab(page, "Documents").click();
        drop(page, ".drop", new FilePayload(name, "text/markdown", ("# " + HOSTILE).getBytes(StandardCharsets.UTF_8)));
        assertThat(page.locator(".detail .prose")).containsText("<script>");
        assertThat(page.locator(".detail h2")).hasText(name);
        tab(page, "Asks").click();
        assertThat(page.locator(".asks")).containsText(name);

        assertThat(page.evaluate("window.hit")).isNull();
        assertThat(page.locator("main img, main script, main a[href^=javascript]"))
                .hasCount(0);
    }

    /** Else none of these tests would tell. */
    @Test
    void aBrokenRuleIsSeen() {
        Page page = open("try");

        page.evaluate("document.body.setAttribute('style', 'color: red')");
        assertThatThrownBy(() -> page.evaluate("document.body.innerHTML = '<b>'"))
                .hasMessageContaining("TrustedHTML");
        page.waitForCondition(() -> complaints.toString().contains("broken rule: style-src-attr")
                && complaints.toString().contains("broken rule: require-trusted-types-for"));
        complaints.clear();
    }

    @Test
    void theFirstPaintIsSmall() {
        Page page = open("try");

        Number transferred = (Number) page.evaluate("""
                [...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')]
                    .reduce((sum, entry) => sum + entry.transferSize, 0)""");

        assertThat(transferred.intValue()).isBetween(10_000, 100_000);
    }

    @ParameterizedTest
    @EnumSource(names = {"LIGHT", "DARK"})
    @EnabledIfSystemProperty(named = "console.pictures", matches = "true")
    void pictures(ColorScheme scheme) throws Exception {
        asksOfAllKinds();
        Page page = open("try", new NewContextOptions().setColorScheme(scheme).setViewportSize(1200, 720));
        page.route(
                "**/v1/dragoman/series",
                route -> route.fulfill(new Route.FulfillOptions()
                        .setContentType("application/json")
                        .setBody(Json.text(anHour()))));
        page.locator("input[name=files]").setInputFiles(sample("tide-observatory.pdf", "application/pdf"));
        page.getByLabel("Your question").fill("What happened in the night of the storm tide?");
        button(page, "Ask").click();
        assertThat(page.locator(".answer")).containsText("completed");
        assertThat(page.locator(".answer .facts")).containsText("$");
        for (String name : TABS) {
            tab(page, name).click();
            settle(page, name);
            if (name.equals("Documents")) {
                row(page, "storm-tide.pdf").click();
                assertThat(page.locator(".detail .prose li").first()).isVisible();
            }
            page.mouse().move(0, 700);
            PalettePng.write(
                    page.screenshot(),
                    Files.createDirectories(Path.of("docs", "console"))
                            .resolve((name + "-" + scheme + ".png").toLowerCase(Locale.ROOT)));
        }
    }

    private void asksOfAllKinds() throws Exception {
        stack.putSample(BUCKET, "inbox/storm-tide.pdf", "tide-observatory.pdf");
        stack.putSample(BUCKET, "inbox/night-ferry.md", "night-ferry.md");
        stack.putSample(BUCKET, "inbox/harbour-light.png", "harbour-light.png");
        stack.put(BUCKET, "inbox/scan-0417.pdf", "%PDF-1.7 and nothing more");
        stack.awaitKey(BUCKET, "done/storm-tide.pdf");
        stack.awaitKey(BUCKET, "done/night-ferry.md");
        stack.awaitKey(BUCKET, "failed/scan-0417.pdf");
        for (Misbehaviour each : List.of(
                Misbehaviour.NONE.delayed(Duration.ofMillis(400)),
                Misbehaviour.NONE.finishing("length"),
                Misbehaviour.of(Misbehaviour.Kind.REFUSAL),
                Misbehaviour.error(503).header("x-should-retry", "false"),
                Misbehaviour.error(500).times(2),
                Misbehaviour.error(401),
                Misbehaviour.NONE)) {
            model.reset();
            model.misbehave(each);
            ask("{\"input\":\"How does the tide know when to turn?\"}");
        }
        model.reset();
        ask("{\"input\":1}");
        ask("{\"input\":\"Hello\",\"max_tokens\":100}");
    }

    // Nobody waits for an hour, so these figures are made up.
    private static JsonNode anHour() {
        long now = Instant.now().getEpochSecond() / 60;
        Random random = new Random(7);
        ObjectNode series = Json.object().put("inFlight", 3).put("breaker", "closed");
        for (int at = 0; at < 60; at++) {
            double day = 1 + Math.sin(at / 9.0) * 0.6 + random.nextDouble() * 0.4;
            boolean outage = at > 33 && at < 38;
            long completed = Math.round(outage ? 3 : 26 * day);
            series.withArray("/minutes").add((now - 59 + at) * 60);
            series.withArray("/asks/completed").add(completed);
            series.withArray("/asks/truncated").add(random.nextInt(3));
            series.withArray("/asks/rejected").add(random.nextInt(2));
            series.withArray("/asks/unavailable").add(outage ? 9 + random.nextInt(8) : 0);
            series.withArray("/p50").add(Math.round(820 + 160 * day));
            series.withArray("/p95").add(Math.round((outage ? 7_400 : 2_900) + 700 * random.nextDouble()));
            series.withArray("/inputTokens").add(completed * 1_640);
            series.withArray("/outputTokens").add(completed * 310);
            series.withArray("/costMicroUsd").add(completed * 7_210);
        }
        return series;
    }

    private Page open(String tab) {
        return open(tab, new NewContextOptions());
    }

    private Page open(String tab, NewContextOptions options) {
        BrowserContext context = context(options);
        context.addInitScript("sessionStorage.setItem('dragoman.key', '" + KEY + "')");
        Page page = page(context);
        page.navigate(server.uri("/#" + tab).toString());
        assertThat(page.getByRole(AriaRole.TABPANEL)).isVisible();
        return page;
    }

    private BrowserContext context(NewContextOptions options) {
        BrowserContext context = chromium.browser().newContext(options);
        context.addInitScript(WATCH);
        return context;
    }

    private Page page(BrowserContext context) {
        Page page = context.newPage();
        page.onPageError(complaints::add);
        page.onConsoleMessage(message -> {
            // A status that is no success is told to people, and so does the browser.
            if (!message.type().equals("log") && !message.text().startsWith("Failed to load resource")) {
                complaints.add(message.text());
            }
        });
        return page;
    }

    private static void settle(Page page, String tab) {
        Locator shown = page.locator(
                switch (tab) {
                    case "Documents" -> ".rows";
                    case "Asks" -> ".asks";
                    case "Pulse" -> ".chart canvas >> nth=3";
                    default -> "#question";
                });
        assertThat(shown).isVisible();
    }

    private static GetByRoleOptions named(String name) {
        return new GetByRoleOptions().setName(name).setExact(true);
    }

    private static Locator button(Page page, String name) {
        return page.getByRole(AriaRole.BUTTON, named(name));
    }

    private static Locator tab(Page page, String name) {
        return page.getByRole(AriaRole.TAB, named(name));
    }

    private static Locator row(Page page, String name) {
        return page.locator(".row", new Page.LocatorOptions().setHasText(name));
    }

    private static FilePayload sample(String name, String type) throws IOException {
        return new FilePayload(name, type, Files.readAllBytes(Path.of("samples", name)));
    }

    private static void drop(Page page, String where, FilePayload file) {
        var transfer = page.evaluateHandle(
                """
                ([name, type, data]) => {
                    const transfer = new DataTransfer();
                    const bytes = Uint8Array.from(atob(data), (character) => character.charCodeAt(0));
                    transfer.items.add(new File([bytes], name, { type }));
                    return transfer;
                }""", List.of(file.name, file.mimeType, Base64.getEncoder().encodeToString(file.buffer)));
        page.dispatchEvent(where, "drop", Map.of("dataTransfer", transfer));
    }

    private ReceivedCall lastCall() {
        List<ReceivedCall> calls = model.calls();
        return calls.get(calls.size() - 1);
    }

    private String ask(String body) throws IOException, InterruptedException {
        return client.send(request(body), HttpResponse.BodyHandlers.ofString())
                .headers()
                .firstValue("Dragoman-Request-Id")
                .orElseThrow();
    }

    private HttpRequest request(String body) {
        return HttpRequest.newBuilder(server.uri("/v1/responses"))
                .header("Authorization", "Bearer " + KEY)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
    }
}
