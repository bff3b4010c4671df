package dev.dragoman.infra;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The template keeps every rule, and every rule notices the template that breaks it. */
class TemplateTest {
    private static final Template TEMPLATE = Template.read(Path.of("infra/template.yaml"));

    private static final String FUNCTION = "/Resources/Dragoman/Properties";
    private static final String VARIABLES = FUNCTION + "/Environment/Variables";
    private static final String STATEMENT = "/Resources/Role/Properties/Policies/0/PolicyDocument/Statement/0";

    /** A rule of the template. */
    interface Rule {
        List<String> broken(Template template);
    }

    @Test
    @Tag("F054")
    void aQueueHidesAMessageForSixTimesTheFunctionsTime() {
        assertThat(FunctionRules.visibility(TEMPLATE)).isEmpty();
        assertThat(TEMPLATE.triggeringQueues()).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"AsksQueue", "DocumentsQueue"})
    @Tag("F054")
    void aQueueThatHidesAMessageTooShortlyIsFound(String queue) {
        String properties = "/Resources/" + queue + "/Properties";

        breaks(FunctionRules::visibility, properties, node -> node.put("VisibilityTimeout", 3959));
        breaks(FunctionRules::visibility, properties, node -> node.remove("VisibilityTimeout"));
    }

    @Test
    @Tag("F054")
    void aFunctionThatMayTakeLongerIsFound() {
        breaks(FunctionRules::visibility, FUNCTION, node -> node.put("Timeout", 661));
        breaks(
                FunctionRules::visibility,
                FUNCTION + "/Events/Asks/Properties",
                node -> node.put("MaximumBatchingWindowInSeconds", 1));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("rules")
    void theTemplateKeeps(String name, Rule rule) {
        assertThat(rule.broken(TEMPLATE)).as(name).isEmpty();
    }

    static Stream<Arguments> rules() {
        return Stream.of(
                rule("partial batches", FunctionRules::partialBatches),
                rule("redrive", FunctionRules::redrive),
                rule("results are no documents", FunctionRules::resultsAreNoDocuments),
                rule("results stay", FunctionRules::resultsStay),
                rule("only variables that are read", FunctionRules::onlyVariablesThatAreRead),
                rule("needed variables", FunctionRules::neededVariables),
                rule("ledger apart", FunctionRules::ledgerApart),
                rule("asks name documents only", FunctionRules::asksNameDocumentsOnly),
                rule("streaming", FunctionRules::streaming),
                rule("encryption", AccessRules::encryption),
                rule("no public access", AccessRules::noPublicAccess),
                rule("only over TLS", AccessRules::onlyOverTls),
                rule("no wildcards", AccessRules::noWildcards),
                rule("open with keys only", AccessRules::openWithKeysOnly),
                rule("log retention", WatchRules::logRetention),
                rule("dead letter alarms", WatchRules::deadLetterAlarms),
                rule("age alarms", WatchRules::ageAlarms),
                rule("misconfigured alarm", WatchRules::misconfiguredAlarm));
    }

    private static Arguments rule(String name, Rule rule) {
        return Arguments.of(name, rule);
    }

    @Test
    void aBatchThatFailsAsAWholeIsFound() {
        breaks(
                FunctionRules::partialBatches,
                FUNCTION + "/Events/Asks/Properties",
                node -> node.remove("FunctionResponseTypes"));
    }

    @Test
    void aQueueWithoutDeadLettersIsFound() {
        String queue = "/Resources/DocumentsQueue/Properties";

        breaks(FunctionRules::redrive, queue, node -> node.remove("RedrivePolicy"));
        breaks(FunctionRules::redrive, queue + "/RedrivePolicy", node -> node.put("maxReceiveCount", 4));
        breaks(FunctionRules::redrive, "/Parameters/MaxReceives", node -> node.put("MinValue", 1));
        breaks(FunctionRules::redrive, VARIABLES, node -> node.put("DRAGOMAN_QUEUE_MAX_RECEIVES", 6));
    }

    @Test
    void aResultThatWouldBeADocumentIsFound() {
        breaks(
                FunctionRules::resultsAreNoDocuments,
                "/Parameters/DocumentsOutput",
                node -> node.put("Default", "inbox/summaries/"));
        breaks(
                FunctionRules::resultsAreNoDocuments,
                "/Parameters/DocumentsOutput",
                node -> node.put("AllowedPattern", ".*/"));
        breaks(
                FunctionRules::resultsAreNoDocuments,
                "/Resources/DocumentsBucket/Properties/NotificationConfiguration/QueueConfigurations/0",
                node -> node.remove("Filter"));
        breaks(FunctionRules::resultsAreNoDocuments, "", node -> node.remove("Rules"));
    }

    @Test
    void aRuleThatWouldRemoveResultsIsFound() {
        String rule = "/Resources/DocumentsBucket/Properties/LifecycleConfiguration/Rules/0";

        breaks(FunctionRules::resultsStay, rule + "/Prefix", node -> node.put("Fn::Sub", "${DocumentsOutput}batches/"));
        breaks(FunctionRules::resultsStay, rule, node -> node.remove("ExpirationInDays"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"DRAGOMAN_LEGDER", "DRAGOMAN_POLL_QUEUE", "GMI_API_KEY", "DRAGOMAN_MODEL_API_KEY", "PATH"})
    void aVariableThatDoesNotBelongThereIsFound(String variable) {
        breaks(FunctionRules::onlyVariablesThatAreRead, VARIABLES, node -> node.put(variable, "x"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"DRAGOMAN_LEDGER", "DRAGOMAN_QUEUE_REPLY", "DRAGOMAN_MODEL_API_KEY_SECRET"})
    void aVariableThatIsMissingIsFound(String variable) {
        breaks(FunctionRules::neededVariables, VARIABLES, node -> node.remove(variable));
        breaks(FunctionRules::neededVariables, VARIABLES, node -> node.put(variable, " "));
    }

    @Test
    void aLedgerThatAsksCouldNameOrThatGrowsForEverIsFound() {
        breaks(
                FunctionRules::ledgerApart,
                VARIABLES + "/DRAGOMAN_LEDGER",
                node -> node.put("Fn::Sub", "s3://${DocumentsBucket}/ledger/"));
        breaks(
                FunctionRules::ledgerApart,
                "/Resources/LedgerBucket/Properties",
                node -> node.remove("LifecycleConfiguration"));
    }

    @Test
    void anAskThatCouldNameMoreThanDocumentsIsFound() {
        breaks(
                FunctionRules::asksNameDocumentsOnly,
                VARIABLES + "/DRAGOMAN_BUCKETS",
                node -> node.put("Fn::Sub", "${DocumentsBucket}"));
        breaks(
                FunctionRules::asksNameDocumentsOnly,
                STATEMENT + "/Resource",
                node -> node.put("Fn::Sub", "${DocumentsBucket.Arn}/*"));
    }

    @Test
    void aUrlThatDoesNotStreamIsFound() {
        breaks(FunctionRules::streaming, "/Resources/Url/Properties", node -> node.put("InvokeMode", "BUFFERED"));
    }

    @Test
    void whatIsNotEncryptedIsFound() {
        breaks(AccessRules::encryption, "/Resources/LedgerBucket/Properties", node -> node.remove("BucketEncryption"));
        breaks(
                AccessRules::encryption,
                "/Resources/RepliesQueue/Properties",
                node -> node.put("SqsManagedSseEnabled", false));
    }

    @Test
    void aBucketThatMayBecomePublicIsFound() {
        breaks(
                AccessRules::noPublicAccess,
                "/Resources/DocumentsBucket/Properties/PublicAccessBlockConfiguration",
                node -> node.put("BlockPublicPolicy", false));
    }

    @Test
    void aStoreThatTakesPlainHttpIsFound() {
        breaks(AccessRules::onlyOverTls, "/Resources", node -> node.remove("LedgerBucketPolicy"));
        breaks(
                AccessRules::onlyOverTls,
                "/Resources/OtherQueuesPolicy/Properties",
                node -> ((ArrayNode) node.path("Queues")).remove(0));
    }

    @ParameterizedTest
    @ValueSource(strings = {"*", "arn:aws:s3:::*", "arn:aws:sqs:eu-central-1:111122223333:*"})
    void aPermissionOnAnythingIsFound(String resource) {
        breaks(AccessRules::noWildcards, STATEMENT, node -> node.put("Resource", resource));
    }

    @Test
    void aPermissionForEverythingIsFound() {
        breaks(AccessRules::noWildcards, STATEMENT, node -> node.put("Action", "s3:Get*"));
        breaks(AccessRules::noWildcards, STATEMENT, node -> node.put("NotAction", "s3:DeleteObject"));
        breaks(AccessRules::noWildcards, FUNCTION, node -> node.remove("Role"));
        breaks(
                AccessRules::noWildcards,
                "/Resources/Role/Properties",
                node -> node.putArray("ManagedPolicyArns").add("arn:aws:iam::aws:policy/AdministratorAccess"));
    }

    @Test
    void aUrlThatAnyoneMayCallIsFound() {
        breaks(AccessRules::openWithKeysOnly, "/Resources/Url/Properties", node -> node.put("AuthType", "NONE"));
        breaks(AccessRules::openWithKeysOnly, "/Resources/UrlIsPublic", node -> node.remove("Condition"));
        breaks(AccessRules::openWithKeysOnly, VARIABLES, node -> node.remove("DRAGOMAN_HTTP_KEYS"));
    }

    @Test
    void logsThatAreKeptForEverAreFound() {
        breaks(WatchRules::logRetention, "/Resources/Logs/Properties", node -> node.remove("RetentionInDays"));
        breaks(WatchRules::logRetention, FUNCTION, node -> node.remove("LoggingConfig"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"DocumentsDeadLettersAlarm", "AsksDeadLettersAlarm"})
    void deadLettersThatNobodyHearsOfAreFound(String alarm) {
        breaks(WatchRules::deadLetterAlarms, "/Resources", node -> node.remove(alarm));
        breaks(
                WatchRules::deadLetterAlarms,
                "/Resources/" + alarm + "/Properties",
                node -> node.remove("AlarmActions"));
    }

    @Test
    void aQueueThatStandsStillUnseenIsFound() {
        breaks(WatchRules::ageAlarms, "/Resources", node -> node.remove("AsksAgeAlarm"));
    }

    @Test
    void aMisconfigurationThatNobodyHearsOfIsFound() {
        breaks(WatchRules::misconfiguredAlarm, "/Resources", node -> node.remove("Outcomes"));
        breaks(
                WatchRules::misconfiguredAlarm,
                "/Resources/MisconfiguredAlarm/Properties",
                node -> node.put("MetricName", "Answers"));
        breaks(
                WatchRules::misconfiguredAlarm,
                "/Resources/Outcomes/Properties",
                node -> node.put("FilterPattern", "{ $.outcome = \"misconfigured\" }"));
    }

    private static void breaks(Rule rule, String pointer, Consumer<ObjectNode> change) {
        assertThat(rule.broken(TEMPLATE.but(pointer, change))).isNotEmpty();
    }
}
