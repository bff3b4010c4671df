package dev.dragoman.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dragoman.config.ConfigurationException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What an added route file must not say: each refusal names the file, the line and the reason. */
class RouteFileValidatorTest {
    private static final String HEAD = """
            - route:
                id: notify
                from:
                  uri: direct:delivered
                  steps:
            """;

    private static final int STEP_LINE = 6;

    private final RouteFileValidator validator = new RouteFileValidator(List.of(), "ask"::equals);

    private static RouteFile with(String step) {
        return new RouteFile("notify.camel.yaml", HEAD + "        - " + step + "\n");
    }

    private void refuses(RouteFile file, int line, String reason) {
        assertThatThrownBy(() -> validator.check(List.of(file)))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageStartingWith("DRAGOMAN_ROUTES names notify.camel.yaml, but line " + line + " ")
                .hasMessageContaining(reason)
                .hasMessageEndingWith(".");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "setBody: {simple: 'Answered: ${exchangeProperty.ask}'}",
                "setBody: {constant: 'exec:sh'}",
                "log: 'judged ${exchangeProperty.outcome}'",
                "to: aws2-sqs:{{notify.queue}}?delaySeconds=5",
                "to: {uri: 'aws2-s3:{{archive.bucket:copies}}', parameters: {autoCreateBucket: false}}",
                "to: seda:later",
                "toD: 'aws2-sqs:${exchangeProperty.door}'",
                "to: {uri: seda, parameters: {name: later}}",
                "filter: {simple: \"${exchangeProperty.outcome} == 'completed'\", steps: [{stop: {}}]}",
                "setBody: &body {constant: a}\n        - setHeader: *body",
                "choice: &round {when: [*round]}"
            })
    void whatAnOperatorMayNeedPasses(String step) {
        assertThat(validator.check(List.of(with(step)))).containsOnlyKeys("notify");
    }

    @ParameterizedTest
    @ValueSource(strings = {"notify", "archive"})
    void theSamplesPass(String name) throws IOException {
        RouteFile file = new RouteFile(name, Files.readString(Path.of("samples/routes", name + RouteFile.SUFFIX)));

        assertThat(validator.check(List.of(file))).containsEntry(name, file);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "exec:sh",
                "file:/etc",
                "bean:text",
                "http://example.org",
                "https:example.org",
                "class:a.B",
                "language:simple",
                "EXEC:sh",
                "' exec:sh'",
                "'{{scheme}}:sh'",
                "ref:x",
                "log:x"
            })
    @Tag("F099")
    void anEndpointThatIsNotOnTheListIsRefused(String uri) {
        refuses(with("to: " + uri), STEP_LINE, "has an endpoint of the scheme ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "toD: {uri: 'exec:${body}'}",
                "to: {uri: 'exec:sh'}",
                "to: {uri: exec, parameters: {executable: sh}}",
                "wireTap: {uri: 'exec:sh'}",
                "enrich: {expression: {constant: 'direct:a'}, uri: 'exec:sh'}",
                "multicast: {steps: [{to: 'direct:a'}, {filter: {constant: 'true', steps: [{toD: 'exec:sh'}]}}]}"
            })
    @Tag("F099")
    void whereverTheEndpointStands(String step) {
        refuses(
                with(step),
                STEP_LINE,
                "has an endpoint of the scheme \"exec\"; there are aws2-s3, aws2-sqs, direct, seda");
    }

    @Test
    @Tag("F099")
    void aSettingAllowsMoreSchemes() {
        RouteFileValidator wider = new RouteFileValidator(List.of("sql"), "ask"::equals);

        assertThat(wider.check(List.of(with("to: sql:select")))).containsOnlyKeys("notify");
        assertThatThrownBy(() -> wider.check(List.of(with("to: exec:sh"))))
                .hasMessageContaining("there are aws2-s3, aws2-sqs, direct, seda, sql");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "- route: {id: a, from: {uri: 'direct:a', steps: []} | 1 | is not YAML",
                "`` | 1 | is empty",
                "route: {} | 1 | does not begin a list of routes",
                "- beans: [{name: a, type: java.lang.Runtime}] | 1 | is not a route",
                "- routeConfiguration: {} | 1 | is not a route",
                "- route: {from: {uri: 'direct:a', steps: []}} | 1 | without an id",
                "- route: {id: a} | 1 | without \"from\"",
                "- route: {id: a, from: {uri: 'aws2-sqs:q', steps: []}} | 1 | an added route begins at \"direct:\"",
                "- route: {id: a, from: {uri: 'direct:ask', steps: []}} | 1 | begins a route at \"direct:ask\", as a built-in"
            })
    void whatIsNoRouteIsRefused(String text, int line, String reason) {
        refuses(new RouteFile("notify.camel.yaml", text), line, reason);
    }

    @Test
    void theIdOfABuiltInRouteIsRefused() {
        RouteFile file = new RouteFile("notify.camel.yaml", HEAD.replace("id: notify", "id: ask"));

        assertThatThrownBy(() -> validator.check(List.of(file)))
                .hasMessage("DRAGOMAN_ROUTES names notify.camel.yaml, but line 2 has a route with the id \"ask\", as"
                        + " camel-routes/ask.camel.yaml does.");
    }

    @Test
    void anIdThatStandsTwiceIsRefused() {
        RouteFile first = new RouteFile("first.camel.yaml", with("stop: {}").text());

        assertThatThrownBy(() -> validator.check(List.of(first, with("stop: {}"))))
                .hasMessage("DRAGOMAN_ROUTES names notify.camel.yaml, but line 2 has a route with the id \"notify\", as"
                        + " first.camel.yaml does.");
    }
}
