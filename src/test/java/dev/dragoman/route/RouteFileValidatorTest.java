package dev.dragoman.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dragoman.config.ConfigurationException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a route file must not say: each refusal names the file, the line and the reason. */
class RouteFileValidatorTest {
    private static final String HEAD = """
            - route:
                id: notify
                from:
                  uri: direct:delivered
                  steps:
            """;

    private static final int STEP_LINE = 6;

    private final RouteFileValidator guard = new RouteFileValidator(
            name -> Optional.ofNullable(Map.of("text", String.class).get(name)));

    private static RouteFile with(String step) {
        return new RouteFile("notify.camel.yaml", true, HEAD + "        - " + step + "\n");
    }

    private void refuses(RouteFile file, int line, String reason) {
        assertThatThrownBy(() -> guard.check(List.of(file)))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageStartingWith("DRAGOMAN_ROUTES names notify.camel.yaml, but line " + line + " ")
                .hasMessageContaining(reason)
                .hasMessageEndingWith(".");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "setBody: {simple: 'Answered: ${exchangeProperty.ask}'}",
                "setBody: {expression: {simple: {expression: '${body}'}}}",
                "setHeader: {name: CamelAwsS3Key, simple: 'answers/${exchangeProperty.name}.json'}",
                "to: aws2-sqs:{{notify.queue}}?delaySeconds=5",
                "to: {uri: 'aws2-s3:{{archive.bucket:copies}}', parameters: {autoCreateBucket: false}}",
                "bean: {ref: text, method: strip}",
                "filter: {simple: \"${exchangeProperty.outcome} == 'completed'\", steps: [{stop: {}}]}",
                "doTry: {steps: [{stop: {}}], doCatch: [{exception: [java.lang.Throwable], steps: [{stop: {}}]}]}"
            })
    void whatIsOnTheListPasses(String step) {
        guard.check(List.of(with(step)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"notify", "archive"})
    void theSamplesPass(String name) throws IOException {
        Path file = Path.of("samples/routes", name + RouteFile.SUFFIX);

        guard.check(List.of(new RouteFile(file.toString(), true, Files.readString(file))));

        assertThat(file).exists();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "exec:sh", "file:/etc", "bean:text", "http://example.org", "https:example.org", "class:a.B",
                        "language:simple",
                "EXEC:sh", "' exec:sh'", "'{{scheme}}:sh'", "ref:x", "log:x", "seda:x", "direct"
            })
    @Tag("F099")
    void anEndpointThatIsNotOnTheListIsRefused(String uri) {
        refuses(with("to: " + uri), STEP_LINE, "has ");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "toD: aws2-sqs:${body} | uses \"toD\"",
                "recipientList: {simple: '${body}'} | uses \"recipientList\"",
                "setBody: {groovy: 'System.exit(0)'} | uses \"groovy\"",
                "setBody: {js: '1'} | uses \"js\"",
                "script: {groovy: '1'} | uses \"script\"",
                "setBody: {expression: {mvel: '1'}} | uses \"mvel\"",
                "setBody: {language: {language: ognl, expression: '1'}} | uses \"language\"",
                "bean: {ref: text, method: strip, beanType: java.lang.Runtime} | uses \"beanType\"",
                "log: '${body}' | uses \"log\"",
                "setBody: {simple: '${bean:text.strip}'} | has an expression",
                "setBody: {simple: '${type:java.lang.Runtime.x}'} | has an expression",
                "setBody: {simple: '${env.GMI_API_KEY}'} | has an expression",
                "setBody: {simple: '${body.toString()}'} | has an expression",
                "setBody: {simple: '$simple{body}'} | has an expression",
                "setBody: {constant: '${body}'} | has an expression",
                "setBody: {simple: 'resource:file:/etc/passwd'} | takes its text from elsewhere",
                "setBody: {constant: 'resource:file:/etc/passwd'} | takes its text from elsewhere",
                "setBody: {constant: '{{env:GMI_API_KEY}}'} | has a placeholder",
                "setBody: {constant: '{{dragoman.model.api-key}}'} | which may hold a key",
                "setBody: {constant: '{{gmi.api.key}}'} | which may hold a key",
                "setBody: {constant: '{{aws.session.token}}'} | which may hold a key",
                "setHeader: {name: CamelAwsS3Key, simple: '${exchangeProperty.ask}'} | to what a caller may have written",
                "setHeader: {name: CamelAwsSqsOperation, constant: deleteQueue} | which steers a component",
                "setHeader: {name: camelBeanMethodName, constant: x} | which steers a component",
                "setHeader: {name: Authorization, constant: x} | whose name says that it holds a key",
                "setHeader: {simple: x} | whose \"name\" is missing",
                "bean: {ref: nothing, method: strip} | names the bean \"nothing\", which does not exist",
                "bean: {ref: '#class:java.lang.String', method: strip} | which does not exist",
                "bean: {ref: text, method: nothing} | calls the method \"nothing\"",
                "bean: {ref: text, method: 'repeat(9)'} | calls the method \"repeat(9)\"",
                "split: {simple: '${body}', aggregationStrategy: '#class:a.B', steps: []} | which does not exist",
                "to: {uri: 'aws2-sqs:q', parameters: {accessKey: x}} | has the option \"accessKey\"",
                "to: aws2-sqs:q?secretKey=x | has the option \"secretKey\"",
                "to: aws2-sqs:q?amazonSQSClient=#class:a.B | a reference or a raw value",
                "to: {uri: 'aws2-sqs:q', parameters: {amazonSQSClient: '#class:a.B'}} | which does not exist",
                "to: direct:nowhere | where no route begins",
                "to: direct:{{somewhere.else}} | has a direct endpoint",
                "setBody: &x {constant: a} | has an anchor",
                "doTry: {doCatch: [{exception: [a.B], steps: []}]} | catches something else"
            })
    void whatIsNotOnTheListIsRefused(String step, String reason) {
        refuses(with(step), STEP_LINE, reason);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "sk-abcdefghijklmnop1234",
                "AKIAABCDEFGHIJKLMNOP",
                "0123456789abcdef0123456789abcdef",
                "QWxhZGRpbjpvcGVuIHNlc2FtZSB3aXRoIDEyMzQ1Njc4OTA=",
                "apiKey=abcdefghijklmnopqrstuvwx"
            })
    @Tag("F096")
    void whatLooksLikeAKeyIsRefusedWithoutBeingRepeated(String key) {
        RouteFile file = with("setBody: {constant: '" + key + "'}");

        refuses(file, STEP_LINE, "holds what looks like a key");
        assertThatThrownBy(() -> guard.check(List.of(file))).hasMessageNotContaining(key);
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
                "- route: {id: a, from: {uri: 'aws2-sqs:q', steps: []}} | 1 | not entered by \"direct:\""
            })
    void whatIsNoRouteIsRefused(String text, int line, String reason) {
        refuses(new RouteFile("notify.camel.yaml", true, text), line, reason);
    }

    @Test
    void anIdThatIsInUseIsRefused() {
        RouteFile builtIn = new RouteFile(
                "camel-routes/notify.camel.yaml", false, HEAD.replace("delivered", "other") + "        - stop: {}\n");

        assertThatThrownBy(() -> guard.check(List.of(builtIn, with("stop: {}"))))
                .hasMessage("DRAGOMAN_ROUTES names notify.camel.yaml, but line 2 has a route with the id \"notify\", as"
                        + " camel-routes/notify.camel.yaml does.");
    }

    @Test
    void whatAnOperatorAddsCanNotLeadBackIntoThePipeline() {
        RouteFile builtIn = new RouteFile(
                "camel-routes/ask.camel.yaml", false, "- route: {id: ask, from: {uri: 'direct:ask', steps: []}}");

        assertThatThrownBy(() -> guard.check(List.of(builtIn, with("to: direct:ask"))))
                .hasMessageContaining("line 6 leads to \"direct:ask\"");
    }

    @Test
    void aPollerThatKeepsTheHeadersOfWhatItFetchedIsRefused() {
        RouteFile builtIn = new RouteFile(
                "camel-routes/poll.camel.yaml",
                false,
                "- route: {id: poll, from: {uri: 'aws2-sqs:q', steps: [{stop: {}}]}}");

        assertThatThrownBy(() -> guard.check(List.of(builtIn)))
                .hasMessageStartingWith("The built-in route file camel-routes/poll.camel.yaml can't be used: line 1 ")
                .hasMessageContaining("does not remove all headers first");
    }
}
