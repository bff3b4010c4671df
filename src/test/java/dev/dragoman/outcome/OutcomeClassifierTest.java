package dev.dragoman.outcome;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dragoman.Given;
import dev.dragoman.event.Endpoint;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class OutcomeClassifierTest {
    private static final String GMI = """
            {'error': {'message': 'Backend request failed with status 400', 'type': 'backend_error', 'code': 400,
              'details': {'error': {
                'message': 'Unsupported parameter: max_tokens is not supported. Use max_completion_tokens instead.',
                'type': 'invalid_request_error', 'param': 'max_tokens', 'code': 'unsupported_parameter'}}}}""";

    @ParameterizedTest
    @CsvSource({"CONNECT, upstream_unreachable", "TIMEOUT, upstream_timeout", "BROKEN, upstream_broken"})
    @Tag("F001")
    void anEndpointOutOfReachIsUnavailable(ProviderResponse.FailureReason reason, String code) {
        Outcome outcome =
                Replies.JUDGE.classify(Endpoint.CHAT, new ProviderResponse.NotReceived(reason), Expectation.NONE);

        assertThat(outcome).isInstanceOfSatisfying(Outcome.Unavailable.class, unavailable -> {
            assertThat(unavailable.retryAfter()).isEqualTo(Duration.ofSeconds(5));
            assertThat(unavailable.problem().status()).isEqualTo(503);
            assertThat(unavailable.problem().code()).isEqualTo(code);
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "null",
                "false",
                "''",
                "[]",
                "0",
                "'null'",
                "'None'",
                "' false '",
                "{'code': 'null', 'message': ''}",
                "[{}]"
            })
    void anErrorThatSaysNothingBesideAnAnswerIsNone(String error) {
        String chat =
                "{'choices': [{'message': {'content': 'Ahoy'}, 'finish_reason': 'stop'}], 'error': " + error + "}";
        String response = "{'status': 'completed', 'output': [{'type': 'message', 'content':"
                + " [{'type': 'output_text', 'text': 'Ahoy'}]}], 'error': " + error + "}";

        assertThat(Replies.JUDGE.classify(Endpoint.CHAT, Replies.json(200, chat), Expectation.NONE))
                .isInstanceOf(Outcome.Completed.class);
        assertThat(Replies.JUDGE.classify(Endpoint.RESPONSES, Replies.json(200, response), Expectation.NONE))
                .isInstanceOf(Outcome.Completed.class);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'object': 'list', 'data': [{'embedding': [0.5]}]} | completed",
                "{'data': []} | completed",
                "{'object': 'list'} | unavailable",
                "{'data': [], 'error': {'message': 'No such model', 'code': 'model_not_found'}} | rejected",
            })
    void embeddingsAreAnAnswerIfTheyAreThere(String answer, String label) {
        Outcome outcome = Replies.JUDGE.classify(Endpoint.EMBEDDINGS, Replies.json(200, answer), Expectation.NONE);

        assertThat(outcome.label()).isEqualTo(label);
    }

    @Test
    @Tag("F003")
    void noTrustedConnectionIsMisconfigured() {
        Outcome outcome = Replies.JUDGE.classify(
                Endpoint.CHAT, new ProviderResponse.NotReceived(ProviderResponse.FailureReason.TLS), Expectation.NONE);

        assertThat(outcome).isInstanceOf(Outcome.Misconfigured.class);
        assertThat(Replies.problem(outcome).status()).isEqualTo(502);
        assertThat(Replies.problem(outcome).code()).isEqualTo("upstream_tls");
    }

    @ParameterizedTest
    @CsvSource({
        "301, misconfigured, 502, upstream_redirect",
        "307, misconfigured, 502, upstream_redirect",
        "400, misconfigured, 502, upstream_refused",
        "401, misconfigured, 502, upstream_unauthorized",
        "402, misconfigured, 502, upstream_quota",
        "403, misconfigured, 502, upstream_unauthorized",
        "404, misconfigured, 502, upstream_not_found",
        "405, misconfigured, 502, upstream_not_found",
        "408, unavailable, 503, upstream_failed",
        "409, unavailable, 503, upstream_failed",
        "411, misconfigured, 502, upstream_refused",
        "413, misconfigured, 502, upstream_refused",
        "418, misconfigured, 502, upstream_refused",
        "422, misconfigured, 502, upstream_refused",
        "424, misconfigured, 502, upstream_refused",
        "429, unavailable, 429, rate_limited",
        "431, misconfigured, 502, upstream_refused",
        "451, misconfigured, 502, upstream_refused",
        "499, misconfigured, 502, upstream_refused",
        "500, unavailable, 503, upstream_failed",
        "502, unavailable, 503, upstream_failed",
        "503, unavailable, 503, upstream_failed",
        "529, unavailable, 503, upstream_failed",
        "599, unavailable, 503, upstream_failed",
        "600, unavailable, 503, upstream_failed",
        "101, unavailable, 503, upstream_failed",
        "0, unavailable, 503, upstream_failed"
    })
    void everyStatusHasItsOutcome(int status, String label, int doorStatus, String code) {
        for (String body : new String[] {"", "{}", "[]", "<html>Bad Gateway</html>"}) {
            Outcome outcome =
                    Replies.JUDGE.classify(Endpoint.CHAT, Replies.raw(status, "text/html", body), Expectation.NONE);

            assertThat(outcome.label()).isEqualTo(label);
            assertThat(Replies.problem(outcome).status()).isEqualTo(doorStatus);
            assertThat(Replies.problem(outcome).code()).isEqualTo(code);
            assertThat(Replies.problem(outcome).message()).doesNotContain("Gateway");
        }
    }

    @ParameterizedTest
    @CsvSource({"429, 1, PT1S", "503, 3600, PT1H", "500, nonsense, PT5S", "408, -3, PT0S", "409, 0, PT0S"})
    @Tag("F014")
    void theProvidersWaitIsPassedOn(int status, String header, Duration wait) {
        assertThat(Replies.JUDGE.classify(Endpoint.RESPONSES, Replies.waiting(status, header), Expectation.NONE))
                .isInstanceOfSatisfying(
                        Outcome.Unavailable.class,
                        outcome -> assertThat(outcome.retryAfter()).isEqualTo(wait));
    }

    @ParameterizedTest
    @EnumSource(value = Endpoint.class, names = "EMBEDDINGS", mode = EnumSource.Mode.EXCLUDE)
    @Tag("F015")
    void anExhaustedQuotaIsMisconfigured(Endpoint endpoint) {
        String body = "{'error': {'message': 'You exceeded your quota', 'code': 'insufficient_quota'}}";

        for (int status : new int[] {200, 429}) {
            Outcome outcome = Replies.JUDGE.classify(endpoint, Replies.json(status, body), Expectation.NONE);

            assertThat(outcome).isInstanceOf(Outcome.Misconfigured.class);
            assertThat(Replies.problem(outcome).status()).isEqualTo(502);
            assertThat(Replies.problem(outcome).code()).isEqualTo("upstream_quota");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 422})
    @Tag("F018")
    void aRejectionSaysWhyInTheProvidersWords(int status) {
        Problem problem =
                Replies.problem(Replies.JUDGE.classify(Endpoint.CHAT, Replies.json(status, GMI), Expectation.NONE));

        ProviderReply reply = Objects.requireNonNull(problem.reply());
        assertThat(problem)
                .isEqualTo(new Problem(
                        status,
                        "invalid_request_error",
                        "unsupported_parameter",
                        "Unsupported parameter: max_tokens is not supported. Use max_completion_tokens instead.",
                        "max_tokens",
                        reply));
        assertThat(reply.status()).isEqualTo(status);
        assertThat(reply.body()).isEqualTo(problem.json());
    }

    @ParameterizedTest
    @MethodSource
    @Tag("F018")
    void otherServersErrorShapesAreUnderstood(String body, String message) {
        assertThat(Replies.problem(Replies.JUDGE.classify(Endpoint.CHAT, Replies.json(400, body), Expectation.NONE))
                        .message())
                .isEqualTo(message);
    }

    @Tag("F018")
    static Object[][] otherServersErrorShapesAreUnderstood() {
        return new Object[][] {
            {"{'error': 'no such field'}", "no such field"},
            {"{'object': 'error', 'message': 'too long', 'type': 'BadRequestError', 'code': 400}", "too long"},
            {"{'detail': 'not found'}", "not found"},
            {"{'error': {'message': '\\u0007 '}}", "The model endpoint rejected the request with status 400."},
            {"{'error': {'message': ['a']}}", "The model endpoint rejected the request with status 400."},
        };
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'error': {'message': 'Incorrect API key provided: sk-proj-abcdef', 'code': 'invalid_api_key'}}",
                "{'error': {'message': 'Unauthorized'}}",
                "{'error': 'Wrong key sk-proj-abcdef'}",
                "{}"
            })
    @Tag("F019")
    void aRefusedKeyIsNamedByItsVariableAndNotRepeated(String body) {
        Problem problem =
                Replies.problem(Replies.JUDGE.classify(Endpoint.CHAT, Replies.json(401, body), Expectation.NONE));

        assertThat(problem.message())
                .contains("GMI_API_KEY", "DRAGOMAN_MODEL_API_KEY")
                .doesNotContain("sk-");
        assertThat(reply(problem).status()).isEqualTo(401);
        assertThat(message(problem))
                .contains("GMI_API_KEY", "DRAGOMAN_MODEL_API_KEY")
                .doesNotContain("sk-");
    }

    @ParameterizedTest
    @CsvSource({
        "403, The key has no access to this model.",
        "403, 'Country, region, or territory not supported'",
        "401, You must be a member of an organization to use the API."
    })
    @Tag("F019")
    void whatIsForbiddenForAnotherReasonKeepsItsOwnWords(int status, String words) {
        String body = "{'error': {'message': '%s', 'type': 'policy', 'param': null, 'code': 'no'}}".formatted(words);
        Outcome outcome = Replies.JUDGE.classify(Endpoint.CHAT, Replies.json(status, body), Expectation.NONE);

        assertThat(outcome).isInstanceOf(Outcome.Misconfigured.class);
        assertThat(Replies.problem(outcome).code()).isEqualTo("upstream_unauthorized");
        assertThat(Replies.problem(outcome).message()).isEqualTo(words);
        assertThat(reply(Replies.problem(outcome))).isEqualTo(new ProviderReply(status, Given.json(body)));
    }

    /** Status, type, code and param as the provider has them, whatever the outcome is called. */
    @ParameterizedTest
    @CsvSource({"400", "402", "403", "404", "408", "409", "413", "422", "429", "451", "499"})
    @Tag("F018")
    void httpCallersGetTheProvidersError(int status) {
        String body = "{'error': {'message': 'As it is.\\nSecond line.', 'type': 'odd', 'param': 'a[0].b', 'code': %d}}"
                .formatted(status);

        assertThat(reply(status, body)).isEqualTo(new ProviderReply(status, Given.json(body)));
    }

    /** A web server, a gateway or an API that has no such path wrote it: the ask has not been looked at. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "<html>404</html>",
                "{}",
                "{'detail': 'Not Found'}",
                "{'error': 'Not Found', 'path': '/v1/v1/responses'}",
                "{'message': 'no Route matched with those values'}",
                "{'error': {'code': '404', 'message': 'Resource not found'}}",
                "{'error': {'message': 'Invalid URL (POST /v1/v1/responses)', 'type': 'invalid_request_error'}}",
                "{'error': {}}"
            })
    void aUrlThatTheProviderLacksIsTheOperatorsFault(String body) {
        for (int status : new int[] {404, 405}) {
            Outcome outcome = Replies.JUDGE.classify(Endpoint.CHAT, Replies.json(status, body), Expectation.NONE);

            assertThat(outcome).isInstanceOf(Outcome.Misconfigured.class);
            assertThat(Replies.problem(outcome).code()).isEqualTo("upstream_not_found");
            assertThat(reply(Replies.problem(outcome)).status()).isEqualTo(status);
            assertThat(message(Replies.problem(outcome))).contains("DRAGOMAN_MODEL_BASE_URL");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'error': {'message': 'The model x does not exist', 'code': 'model_not_found', 'param': null}}",
                "{'error': {'message': 'Nope', 'param': 'model', 'code': null}}",
                "{'object': 'error', 'message': 'The model `x` does not exist.', 'code': 404}",
                "{'error': {'message': 'model x not found, try pulling it first', 'type': 'api_error'}}",
                "{'error': {'message': 'The API deployment does not exist.', 'code': 'DeploymentNotFound'}}"
            })
    void aModelThatTheProviderLacksIsTheFaultOfWhoNamedIt(String body) {
        ProviderResponse reply = Replies.json(404, body);
        Outcome operators = Replies.JUDGE.classify(Endpoint.CHAT, reply, new Expectation(0, false, true));
        Outcome asks = Replies.JUDGE.classify(Endpoint.CHAT, reply, new Expectation(0, false, false));

        assertThat(operators).isInstanceOf(Outcome.Misconfigured.class);
        assertThat(Replies.problem(operators).message()).contains("DRAGOMAN_MODEL_NAME");
        assertThat(asks).isInstanceOf(Outcome.Rejected.class);
        assertThat(reply(Replies.problem(operators)).status()).isEqualTo(404);
        assertThat(message(Replies.problem(operators))).isEqualTo(message(Replies.problem(asks)));
    }

    /** What others mend, in the words of the providers that say it in a 400 or 404. The ask would succeed after the repair. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "400 | upstream_unauthorized | API key not valid. Please pass a valid API key.",
                "400 | upstream_unauthorized | Incorrect API key provided: sk***. You can obtain an API key from the console.",
                "400 | upstream_unauthorized | API key expired. Please renew the API key.",
                "422 | upstream_unauthorized | Missing API key in the header.",
                "400 | upstream_quota        | Your credit balance is too low to access the API. Please go to Plans & Billing.",
                "400 | upstream_quota        | Budget has been exceeded! Current cost: 10.1, Max budget: 10.0",
                "400 | upstream_quota        | Access denied, please make sure your account is in good standing.",
                "400 | upstream_quota        | The spending limit of this team has been reached.",
                "400 | upstream_unauthorized | User location is not supported for the API use.",
                "400 | upstream_unauthorized | This model is not available in your country.",
                "400 | upstream_unauthorized | Your organization must be verified to stream this model.",
                "404 | upstream_unauthorized | No endpoints found matching your data policy (Free model publication).",
                "404 | upstream_unauthorized | No allowed providers are available for the selected model.",
                "400 | upstream_unauthorized | The model requires terms acceptance. Please have the admin accept the terms."
            })
    void whatTheAccountLacksIsNotTheAsksFault(int status, String code, String words) {
        String body = "{\"error\": {\"message\": \"%s\", \"type\": \"invalid_request_error\", \"code\": null}}"
                .formatted(words);

        Outcome outcome = Replies.JUDGE.classify(Endpoint.CHAT, Replies.json(status, body), Expectation.NONE);

        assertThat(outcome).isInstanceOf(Outcome.Misconfigured.class);
        assertThat(Replies.problem(outcome).code()).isEqualTo(code);
        assertThat(reply(Replies.problem(outcome)).status()).isEqualTo(status);
        assertThat(message(Replies.problem(outcome))).contains(words);
    }

    /** The same words about the ask itself. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "This model's maximum context length is 8192 tokens. However, your messages resulted in 9000 tokens.",
                "Invalid schema for function 'payment': 'billing' is not of type 'object'.",
                "Unsupported value: 'temperature' does not support 0.2 with this model. Only the default (1) is supported.",
                "Invalid 'metadata.api_key': string too long.",
                "The image is too large.",
                "`max_tokens` must be greater than `thinking.budget_tokens`.",
                "The location field of the tool is not a string.",
                "Could not process the PDF."
            })
    void whatIsWrongWithTheAskStaysItsFault(String words) {
        String body = "{\"error\": {\"message\": \"%s\", \"type\": \"invalid_request_error\", \"code\": \"x_y\"}}"
                .formatted(words);
        Expectation everything = new Expectation(0, true, Set.of("model", "max_output_tokens"), true);

        Outcome outcome = Replies.JUDGE.classify(Endpoint.CHAT, Replies.raw(400, "application/json", body), everything);

        assertThat(outcome).isInstanceOf(Outcome.Rejected.class);
        assertThat(outcome.isKept(false)).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "400 | {'code': 'rate_limit_exceeded', 'message': 'Request too large for m in organization o.'} | misconfigured | upstream_unauthorized",
                "413 | {'code': 'rate_limit_exceeded', 'message': 'Request too large for m in organization o.'} | misconfigured | upstream_unauthorized",
                "400 | {'code': 'permission_denied', 'message': 'Not you.'}                                     | misconfigured | upstream_unauthorized",
                "400 | {'type': 'budget_exceeded', 'code': '400', 'message': 'm'}                               | misconfigured | upstream_quota",
                "400 | {'code': 'Arrearage', 'message': 'm'}                                                    | misconfigured | upstream_quota",
                "400 | {'code': 'server_error', 'message': 'm'}                                                 | unavailable   | upstream_failed",
                "422 | {'type': 'overloaded_error', 'message': 'm'}                                             | unavailable   | upstream_failed",
                "451 | {'code': 'x_y', 'message': 'm'}                                                          | misconfigured | upstream_refused",
                "426 | {'code': 'x_y', 'message': 'm'}                                                          | misconfigured | upstream_refused",
                "422 | {'code': 'x_y', 'message': 'm'}                                                          | rejected      | x_y"
            })
    void theCodeAndTheStatusTellWhoseFaultItIs(int status, String error, String label, String code) {
        Outcome outcome = Replies.JUDGE.classify(
                Endpoint.RESPONSES, Replies.json(status, "{'error': " + error + "}"), Expectation.NONE);

        assertThat(outcome.label()).isEqualTo(label);
        assertThat(Replies.problem(outcome).code()).isEqualTo(code);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Error while downloading https://bucket.s3.amazonaws.com/a.pdf. Upstream status code: 403.",
                "Timeout while downloading the file.",
                "Cannot fetch content from the provided URL.",
                "Unable to download the file. Please verify the URL and try again.",
                "Failed to load image from URL."
            })
    void aFileThatTheProviderCouldNotFetchIsNotTheAsksFaultIfDragomanNamedItsUrl(String words) {
        ProviderResponse reply = Replies.json(
                400, "{'error': {'message': '%s', 'code': 'invalid_value', 'param': 'url'}}".formatted(words));

        Outcome ours = Replies.JUDGE.classify(Endpoint.RESPONSES, reply, new Expectation(0, false, Set.of(), true));
        Outcome callers = Replies.JUDGE.classify(Endpoint.RESPONSES, reply, Expectation.NONE);

        assertThat(ours).isInstanceOf(Outcome.Misconfigured.class);
        assertThat(Replies.problem(ours).code()).isEqualTo("file_not_delivered");
        assertThat(Replies.problem(ours).message()).contains("DRAGOMAN_DOCUMENTS_ATTACH=inline");
        assertThat(callers).isInstanceOf(Outcome.Rejected.class);
    }

    @ParameterizedTest
    @CsvSource({
        "max_output_tokens, misconfigured",
        "'text.format', misconfigured",
        "'input[0].content[0]', rejected",
        ", rejected"
    })
    void whatTheSettingsChooseForDocumentsIsNotTheDocumentsFault(String param, String label) {
        String body = "{'error': {'message': 'Too large.', 'code': 'x_y', 'param': %s}}"
                .formatted(param == null ? "null" : "'" + param + "'");
        Expectation document = new Expectation(0, true, Set.of("model", "max_output_tokens", "text"), false);

        Outcome outcome = Replies.JUDGE.classify(Endpoint.RESPONSES, Replies.json(400, body), document);

        assertThat(outcome.label()).isEqualTo(label);
        assertThat(Replies.JUDGE.classify(Endpoint.RESPONSES, Replies.json(400, body), Expectation.NONE))
                .isInstanceOf(Outcome.Rejected.class);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "400 | acme/x is not a valid model ID",
                "400 | Invalid model name passed in model=x.",
                "400 | Model Not Exist",
                "400 | The model `x` has been decommissioned and is no longer supported.",
                "400 | The provided model identifier is invalid.",
                "410 | The model x is deprecated.",
                "422 | unsupported model x"
            })
    void aModelThatIsRefusedInOtherWordsIsTheFaultOfWhoNamedIt(int status, String words) {
        ProviderResponse reply =
                Replies.json(status, "{'error': {'message': '%s', 'type': 'invalid_request_error'}}".formatted(words));

        Outcome operators = Replies.JUDGE.classify(Endpoint.CHAT, reply, new Expectation(0, false, true));
        Outcome asks = Replies.JUDGE.classify(Endpoint.CHAT, reply, Expectation.NONE);

        assertThat(Replies.problem(operators).code()).isEqualTo("upstream_not_found");
        assertThat(Replies.problem(asks).code()).isEqualTo("model_not_found");
        assertThat(asks).isInstanceOf(Outcome.Rejected.class);
        assertThat(asks.isKept(false)).as("the model may be there tomorrow").isFalse();
    }

    @Test
    void anotherThingThatTheProviderLacksIsTheAsksFault() {
        String body =
                "{'error': {'message': 'Previous response with id resp_1 not found.', 'code': 'previous_response_not_found'}}";

        assertThat(Replies.JUDGE.classify(Endpoint.CHAT, Replies.json(404, body), new Expectation(0, false, true)))
                .isInstanceOf(Outcome.Rejected.class);
    }

    @Test
    void aRateLimitKeepsItsNameForHttpCallersAndItsMeaningForAllOthers() {
        String body = "{'error': {'message': 'Rate limit reached for org-1', 'type': 'requests', 'param': null,"
                + " 'code': 'rate_limit_exceeded'}}";

        assertThat(reply(429, body)).isEqualTo(new ProviderReply(429, Given.json(body)));
        assertThat(Replies.problem(Replies.JUDGE.classify(Endpoint.CHAT, Replies.json(429, body), Expectation.NONE))
                        .code())
                .isEqualTo("rate_limited");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'error': {'message': 'm', 'type': null, 'param': null, 'code': 'c',"
                        + " 'innererror': {'code': 'ResponsibleAIPolicyViolation', 'filters': [1, true, {'hate': 0.5}]}}}",
                "{'error': {'message': 'm', 'type': null, 'param': null, 'code': 400,"
                        + " 'metadata': {'provider_name': 'Acme', 'raw': 'see https://host/a?***'}}, 'user_id': 'u-1'}"
            })
    void whatElseTheProviderSaidSurvives(String body) {
        assertThat(reply(400, body.replace("?***", "?signature=abc")))
                .isEqualTo(new ProviderReply(400, Given.json(body)));
    }

    @Test
    void theDetailsOfFastApiSurviveAndAreTold() {
        String detail =
                "[{'loc': ['body', 'input'], 'msg': 'Field required', 'type': 'missing'}, {'msg': 'And so on'}]";
        ProviderReply reply = reply(422, "{'detail': " + detail + "}");

        assertThat(reply.body().path("detail"))
                .isEqualTo(Given.json("{'a': " + detail + "}").path("a"));
        assertThat(reply.body().at("/error/message").textValue()).isEqualTo("body.input: Field required; And so on");
        assertThat(reply.body().at("/error/code").textValue()).isEqualTo("upstream_rejected");
    }

    @Test
    void moreThanAnErrorNeedsIsLeftOut() {
        String more =
                "'metadata': ['" + "x ".repeat(ProviderReply.MAX_FURTHER) + "'], 'type': '" + "y ".repeat(200) + "'";

        assertThat(reply(400, "{'error': {'message': 'm', 'code': 'c', " + more + "}, 'other': 1}"))
                .isEqualTo(new ProviderReply(
                        400,
                        Given.json("{'error': {'message': 'm', 'type': 'invalid_request_error', 'param': null,"
                                + " 'code': 'c'}}")));
    }

    @Test
    void theKeyIsMaskedWhateverItLooksLikeAndWhereverItStands() {
        String key = "my.secret";
        String body =
                "{'error': {'message': 'not my.secret', 'type': 'my.secret', 'param': 'my.secret', 'code': 'my.secret',"
                        + " 'my.secret': ['my.secret']}}";
        Problem problem = Replies.problem(
                Replies.JUDGE.classify(Endpoint.CHAT, Replies.json(400, body).without(key), Expectation.NONE));

        assertThat(problem.toString()).contains("not ***").doesNotContain(key);
    }

    @Test
    void anErrorInsideASuccessKeepsTheProvidersWords() {
        String body =
                "{'error': {'message': 'Out of cheese.', 'type': 'server_error', 'param': null, 'code': 'cheese_error'}}";

        assertThat(reply(200, body.replace("cheese_error", "server_error")))
                .isEqualTo(new ProviderReply(503, Given.json(body.replace("cheese_error", "server_error"))));
        assertThat(reply(200, body)).isEqualTo(new ProviderReply(400, Given.json(body)));
    }

    private static ProviderReply reply(int status, String body) {
        return reply(
                Replies.problem(Replies.JUDGE.classify(Endpoint.CHAT, Replies.json(status, body), Expectation.NONE)));
    }

    private static ProviderReply reply(Problem problem) {
        return Objects.requireNonNull(problem.reply());
    }

    private static String message(Problem problem) {
        return reply(problem).body().at("/error/message").textValue();
    }

    @ParameterizedTest
    @MethodSource
    @Tag("F007")
    @Tag("F009")
    @Tag("F010")
    void aSuccessThatIsNoJsonObjectIsNoAnswer(String body) {
        for (Endpoint endpoint : List.of(Endpoint.CHAT, Endpoint.RESPONSES)) {
            Outcome outcome = Replies.JUDGE.classify(endpoint, Replies.raw(200, "text/html", body), Expectation.NONE);

            assertThat(outcome).isInstanceOf(Outcome.Unavailable.class);
            assertThat(Replies.problem(outcome).code()).isEqualTo("invalid_answer");
            assertThat(Replies.problem(outcome).message()).doesNotContain("canary");
        }
    }

    @Tag("F007")
    @Tag("F009")
    @Tag("F010")
    static String[] aSuccessThatIsNoJsonObjectIsNoAnswer() {
        return new String[] {
            "",
            " ",
            "<html>canary</html>",
            "canary",
            "\"canary\"",
            "[{\"choices\": []}]",
            "null",
            "{\"choices\": [{\"message\": {\"content\": \"canar"
        };
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'code': 400}                                       | rejected      | 400",
                "{'code': '422', 'message': 'm'}                     | rejected      | 422",
                "{'status': 503, 'code': 'overloaded'}               | unavailable   | 503",
                "{'code': 429}                                       | unavailable   | 429",
                "{'code': 'rate_limit_exceeded'}                     | unavailable   | 429",
                "{'code': 'server_error'}                            | unavailable   | 503",
                "{'type': 'overloaded_error'}                        | unavailable   | 503",
                "{'code': 'vector_store_timeout'}                    | unavailable   | 503",
                "{'code': 'invalid_api_key'}                         | misconfigured | 502",
                "{'type': 'invalid_request_error', 'message': 'm'}   | rejected      | 400",
                "{'code': 'invalid_prompt'}                          | rejected      | 400",
                "{'code': 200, 'message': 'm'}                       | unavailable   | 503",
                "'it broke'                                          | unavailable   | 503",
                "7                                                   | unavailable   | 503",
                "true                                                | unavailable   | 503"
            })
    @Tag("F008")
    void anErrorInsideASuccessIsJudgedAsThatError(String error, String label, int status) {
        String body = "{'error': " + error
                + ", 'choices': [{'message': {'content': 'x'}, 'finish_reason': 'stop'}], 'status': 'completed'}";
        for (Endpoint endpoint : List.of(Endpoint.CHAT, Endpoint.RESPONSES)) {
            Outcome outcome = Replies.JUDGE.classify(endpoint, Replies.json(200, body), Expectation.NONE);

            assertThat(outcome.label()).isEqualTo(label);
            assertThat(Replies.problem(outcome).status()).isEqualTo(status);
        }
    }

    @Test
    @Tag("F008")
    void theInnermostErrorOfGmiCounts() {
        Problem problem =
                Replies.problem(Replies.JUDGE.classify(Endpoint.CHAT, Replies.json(200, GMI), Expectation.NONE));

        assertThat(problem.status()).isEqualTo(400);
        assertThat(problem.code()).isEqualTo("unsupported_parameter");
        assertThat(problem.param()).isEqualTo("max_tokens");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'prompt_tokens': 99}                                                            | true",
                "{'prompt_tokens': 100}                                                           | false",
                "{'input_tokens': 12}                                                             | true",
                "{'input_tokens': 12, 'input_tokens_details': {'cached_tokens': 0}}               | true",
                "{'prompt_tokens': 12, 'completion_tokens': 200, 'total_tokens': 212}             | true",
                "{'input_tokens': 30, 'input_tokens_details': {'cached_tokens': 1500}}            | false",
                "{'prompt_tokens': 30, 'prompt_tokens_details': {'cached_tokens': 1500}}          | false",
                "{'input_tokens': 30, 'cached_tokens': 1500}                                      | false",
                "{'input_tokens': 30, 'cache_read_input_tokens': 1500}                            | false",
                "{'input_tokens': 30, 'cache_creation_input_tokens': 1500}                        | false",
                "{'input_tokens': 30, 'cache_creation': {'ephemeral_5m_input_tokens': 1500}}      | false",
                "{'prompt_tokens': 30, 'prompt_cache_hit_tokens': 1500}                           | false",
                "{'prompt_tokens': 30, 'cachedContentTokenCount': 1500}                           | false",
                "{'prompt_tokens': 30, 'completion_tokens': 20, 'total_tokens': 1550}             | false",
                "{'prompt_tokens': 0}                                                             | false",
                "{'input_tokens': 12, 'estimated': true}                                          | false",
                "{'prompt_tokens': '7'}                                                           | false",
                "{'prompt_tokens': null}                                                          | false",
                "{'prompt_tokens': 7.5}                                                           | false",
                "{}                                                                               | false"
            })
    void anAnswerIsInDoubtOnlyIfAllThatIsReportedIsTooLittle(String usage, boolean doubtful) {
        ProviderResponse reply = Replies.json(200, ANSWERS.replace("USAGE", usage));

        for (Endpoint endpoint : List.of(Endpoint.CHAT, Endpoint.RESPONSES)) {
            assertThat(Replies.JUDGE.classify(endpoint, reply, Expectation.ofTokens(100)))
                    .isInstanceOf(Outcome.Completed.class);
        }
        assertThat(Expectation.ofTokens(100).doubt(reply.metadata()) != null).isEqualTo(doubtful);
        assertThat(Expectation.NONE.doubt(reply.metadata())).isNull();
    }

    /** An answer that both endpoints' readers take. */
    private static final String ANSWERS = """
            {'choices': [{'message': {'content': 'x'}, 'finish_reason': 'stop'}], 'status': 'completed', 'usage': USAGE,
             'output': [{'type': 'message', 'content': [{'type': 'output_text', 'text': 'x'}]}]}""";
}
