package dev.dragoman;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dragoman.event.Door;
import dev.dragoman.event.Endpoint;
import dev.dragoman.outcome.Outcome;
import dev.dragoman.telemetry.Telemetry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.opentelemetry.api.trace.TracerProvider;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The names that users read, match and store. They are a contract: a class may be renamed, these may not. A new one is
 * added here by hand. {@link WireFieldsTest} holds the headers and the fields of JSON.
 */
class WireNamesTest {
    private static final String ERROR_CODES = """
            answer_failed answer_too_large answer_without_room upstream_headers batch_ended batch_unfinished bucket_forbidden bucket_missing bucket_not_allowed caller_gone client_limit
            budget_exceeded budget_reserved budget_waits budgets_refused budgets_unavailable cost_not_bounded
            default_price_unknown price_unknown
            deadline_passed delivery_failed delivery_refused document_empty document_missing
            document_not_for_chat document_replaced document_too_large document_type_unknown event_not_understood
            host_not_allowed origin_not_allowed unsupported_media_type
            document_exists earlier_message_failed operators_only document_too_long document_encrypted document_damaged document_unfinished
            empty_answer idempotency_mismatch in_progress internal_error invalid_batch invalid_pointer pointer_not_allowed
            malformed_request invalid_answer invalid_api_key invalid_ask invalid_json invalid_model invalid_query invalid_type
            file_not_delivered invalid_value ledger_refused ledger_unavailable method_not_allowed
            missing_required_parameter model_not_allowed model_not_found no_reply_address no_time_left not_an_image not_found
            rate_limited reply_queue_is_input reply_to_not_allowed request_too_large request_too_slow server_ending
            server_starting storage_unavailable
            strict_mode text_too_large too_busy too_many_attachments too_many_calls
            unfinished_answer unknown_parameter unknown_url unsupported_encoding unsupported_parameter
            unsupported_value upstream_broken upstream_down upstream_failed upstream_not_found upstream_quota
            upstream_redirect upstream_refused
            upstream_rejected upstream_timeout upstream_tls upstream_unauthorized
            upstream_unreachable url_not_allowed url_not_fetched url_unavailable value_too_large
            websocket_not_supported""";

    private static final String VARIABLES = """
            GMI_API_KEY AWS_REGION AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN
            AWS_ENDPOINT_URL AWS_ENDPOINT_URL_S3 AWS_ENDPOINT_URL_SQS QUARKUS_HTTP_PORT
            QUARKUS_HTTP_LIMITS_MAX_HEADER_SIZE QUARKUS_HTTP_IDLE_TIMEOUT
            QUARKUS_LOG_CONSOLE_JSON_ENABLED DRAGOMAN_LEDGER DRAGOMAN_PRICES DRAGOMAN_BUDGETS DRAGOMAN_HTTP_OPERATORS DRAGOMAN_CONSOLE DRAGOMAN_LEASE DRAGOMAN_CONCURRENCY
            DRAGOMAN_BATCHES DRAGOMAN_POLL_BATCHES DRAGOMAN_BATCHES_SLICE DRAGOMAN_BATCHES_FAN_OUT DRAGOMAN_BATCHES_WINDOW DRAGOMAN_BUCKETS DRAGOMAN_REPLIES DRAGOMAN_HTTP_BUCKETS DRAGOMAN_ROUTES DRAGOMAN_ROUTES_SCHEMES DRAGOMAN_DOCUMENTS_INPUT
            DRAGOMAN_DOCUMENTS_OUTPUT
            DRAGOMAN_DOCUMENTS_ATTACH DRAGOMAN_DOCUMENTS_MAX_SIZE DRAGOMAN_DOCUMENTS_MAX_TEXT_SIZE
            DRAGOMAN_DOCUMENTS_MAX_ATTACHMENTS DRAGOMAN_DOCUMENTS_FETCH_TIMEOUT
            DRAGOMAN_DOCUMENTS_URL_LIFETIME DRAGOMAN_DOCUMENTS_PROMPT
            DRAGOMAN_DOCUMENTS_MAX_OUTPUT_TOKENS DRAGOMAN_DOCUMENTS_DELIVERY_CHECK
            DRAGOMAN_DOCUMENTS_RULES_<NAME>_PREFIX DRAGOMAN_DOCUMENTS_RULES_<NAME>_PROMPT
            DRAGOMAN_DOCUMENTS_RULES_<NAME>_MODEL DRAGOMAN_DOCUMENTS_RULES_<NAME>_MAX_OUTPUT_TOKENS
            DRAGOMAN_DOCUMENTS_MAX_LONG_SIZE DRAGOMAN_DOCUMENTS_PARTS DRAGOMAN_DOCUMENTS_PARTS_MAX
            DRAGOMAN_DOCUMENTS_PARTS_MAX_TOKENS DRAGOMAN_DOCUMENTS_PARTS_MAX_PAGES
            DRAGOMAN_DOCUMENTS_RULES_<NAME>_PARTS DRAGOMAN_DOCUMENTS_RULES_<NAME>_PARTS_MAX
            DRAGOMAN_DOCUMENTS_RULES_<NAME>_PARTS_MAX_TOKENS DRAGOMAN_DOCUMENTS_RULES_<NAME>_PARTS_MAX_PAGES
            DRAGOMAN_HTTP_KEYS DRAGOMAN_HTTP_LIMITS DRAGOMAN_HTTP_OPEN DRAGOMAN_HTTP_CONCURRENCY DRAGOMAN_HTTP_MAX_BODY
            DRAGOMAN_HTTP_MAX_BODIES DRAGOMAN_HTTP_BODY_TIMEOUT DRAGOMAN_HTTP_GATEWAY_TIMEOUT DRAGOMAN_HTTP_ORIGINS
            DRAGOMAN_HTTP_HOSTS DRAGOMAN_HTTP_FORWARD_HEADERS DRAGOMAN_HTTP_HEAD_TIMEOUT DRAGOMAN_HTTP_MAX_CONNECTIONS
            DRAGOMAN_MODEL_API_KEY
            DRAGOMAN_MODEL_API_KEY_SECRET DRAGOMAN_MODEL_BASE_URL DRAGOMAN_MODEL_NAME
            DRAGOMAN_MODEL_PROFILE DRAGOMAN_MODEL_STRICT DRAGOMAN_MODEL_CONNECT_TIMEOUT
            DRAGOMAN_MODEL_FIRST_BYTE_TIMEOUT DRAGOMAN_MODEL_IDLE_TIMEOUT DRAGOMAN_MODEL_CONNECTIONS
            DRAGOMAN_MODEL_TOTAL_TIMEOUT DRAGOMAN_MODEL_LEAST_TIME DRAGOMAN_MODEL_MAX_ATTEMPTS
            DRAGOMAN_MODEL_LONGEST_WAIT DRAGOMAN_MODEL_MAX_ANSWER DRAGOMAN_MODEL_BREAKER_VOLUME
            DRAGOMAN_MODEL_BREAKER_REST DRAGOMAN_MODEL_ALLOWED DRAGOMAN_MODEL_MAX_OUTPUT_TOKENS
            DRAGOMAN_MODEL_MAX_CHOICES DRAGOMAN_MODEL_TRACE_CONTEXT DRAGOMAN_POLL_QUEUE DRAGOMAN_POLL_BUCKET
            DRAGOMAN_POLL_INTERVAL DRAGOMAN_POLL_MESSAGES DRAGOMAN_POLL_VISIBILITY
            DRAGOMAN_QUEUE_REPLY DRAGOMAN_QUEUE_MAX_RECEIVES""";

    private static final Pattern ROW = Pattern.compile("(?m)^\\| (`[A-Z][^|]*`) \\|");
    private static final Pattern VARIABLE = Pattern.compile("`([A-Z][A-Z0-9_<>]*)`");

    @Test
    void outcomesKeepTheirLabels() {
        List<Outcome> all = List.of(
                Given.completed(),
                Given.truncated(),
                Given.refused(),
                Given.rejected(),
                Given.unavailable(),
                Given.misconfigured(),
                Given.expired());

        assertThat(all.stream().map(Outcome::label))
                .containsExactly(
                        "completed", "truncated", "refused", "rejected", "unavailable", "misconfigured", "expired");
    }

    @Test
    void doorsKeepTheirLabels() {
        assertThat(Stream.of(Door.values()).map(Door::label))
                .containsExactly("http", "s3", "sqs", "invoke", "batch", "http-batch");
    }

    @Test
    void endpointsKeepTheirLabels() {
        assertThat(Stream.of(Endpoint.values()).map(Endpoint::label))
                .containsExactly("chat", "responses", "embeddings");
    }

    @Test
    void errorsKeepTheirCodes() {
        assertThat(ErrorCodes.explained()).containsExactlyInAnyOrder(ERROR_CODES.split("\\s+"));
    }

    /** Another test compares the page with the settings themselves. */
    @Test
    void settingsKeepTheirVariables() throws IOException {
        String page = Files.readString(Path.of("docs/configuration.md"));

        assertThat(ROW.matcher(page)
                        .results()
                        .flatMap(row -> VARIABLE.matcher(row.group(1)).results())
                        .map(variable -> variable.group(1)))
                .containsExactlyInAnyOrder(VARIABLES.split("\\s+"));
    }

    /** This registry gives the buckets of a histogram a meter of their own; they are no names of ours. */
    @Test
    void metricsKeepTheirNames() {
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        Telemetry telemetry = new Telemetry(
                registry, TracerProvider.noop().get("test"), URI.create("https://model.test/v1"), "house/model");

        telemetry.record(WireFieldsTest.answered());

        assertThat(registry.getMeters().stream()
                        .map(meter -> meter.getId().getName())
                        .filter(name -> !name.endsWith(".histogram"))
                        .distinct())
                .containsExactlyInAnyOrder(
                        "dragoman.asks",
                        "dragoman.cost.microusd",
                        "gen_ai.client.operation.duration",
                        "gen_ai.client.operation.time_to_first_chunk",
                        "gen_ai.client.token.usage");
    }

    /** It needs a server to be counted; {@code HttpLimitsIT} sees it in Prometheus' spelling. */
    @Test
    void theMetricOfRefusedCallsKeepsItsName() throws IOException {
        try (Stream<Path> sources = Files.list(Path.of("src/main/java/dev/dragoman/http"))) {
            assertThat(sources)
                    .anySatisfy(source -> assertThat(source).content().contains("\"dragoman.http.refused\""));
        }
    }
}
