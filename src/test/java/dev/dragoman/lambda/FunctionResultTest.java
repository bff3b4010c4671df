package dev.dragoman.lambda;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dragoman.Given;
import dev.dragoman.delivery.BatchResult;
import dev.dragoman.delivery.HttpAnswer;
import dev.dragoman.event.Door;
import dev.dragoman.event.QueueMessage;
import dev.dragoman.event.Trigger;
import dev.dragoman.json.Json;
import dev.dragoman.outcome.Answer;
import dev.dragoman.outcome.Outcome;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class FunctionResultTest {
    @Test
    @Tag("F045")
    void whereAllFailAllAreNamed() {
        assertThat(json(FunctionResult.of(failed("message-1", "message-2"))))
                .isEqualTo("{'batchItemFailures':[{'itemIdentifier':'message-1'},{'itemIdentifier':'message-2'}]}");
    }

    @Test
    @Tag("F045")
    void whereNoneFailsTheListIsEmpty() {
        assertThat(json(FunctionResult.of(failed()))).isEqualTo("{'batchItemFailures':[]}");
    }

    @Test
    void aSourceThatMayNotKnowTheListGetsAnError() {
        Answer answer = Given.answer(Given.ask(Door.SQS), Given.unavailable());
        BatchResult batch = new BatchResult(
                List.of(new BatchResult.FailedMessage(new QueueMessage("message-1", List.of()), List.of(answer))));

        assertThat(FunctionResult.of(batch, Trigger.BatchSource.STREAM))
                .isEqualTo(new FunctionResult.Failure("Dragoman.unavailable", "Slower, please."));
        assertThat(FunctionResult.of(failed("message-1"), Trigger.BatchSource.STREAM))
                .isInstanceOf(FunctionResult.Failure.class);
        assertThat(json(FunctionResult.of(failed(), Trigger.BatchSource.STREAM)))
                .isEqualTo("{'batchItemFailures':[]}");
        assertThat(json(FunctionResult.of(failed("message-1"), Trigger.BatchSource.SQS)))
                .contains("message-1");
    }

    @Test
    void aLoadBalancerGetsListsIfItSentLists() {
        HttpAnswer answer = HttpAnswer.ok("request-1", Given.json("{'text': 'a'}"));

        assertThat(json(FunctionResult.of(answer, Trigger.ResponseForm.BALANCER_LISTS)))
                .contains(
                        "'multiValueHeaders':{'Content-Type':['application/json']",
                        "'Dragoman-Request-Id':['request-1']")
                .doesNotContain("'headers'");
        assertThat(FunctionResult.of(answer, Trigger.ResponseForm.BALANCER))
                .usingRecursiveComparison()
                .isEqualTo(FunctionResult.of(answer));
    }

    @Test
    void anAnswerThatALoadBalancerWouldNotTakeIsSaidToBeTooLarge() {
        HttpAnswer answer = HttpAnswer.ok("request-1", Given.json("{'text': '" + "long ".repeat(250_000) + "'}"));

        assertThat(json(FunctionResult.of(answer, Trigger.ResponseForm.BALANCER)))
                .contains("'statusCode':413", "answer_too_large", "Load Balancer")
                .hasSizeLessThan(1_000);
        assertThat(json(FunctionResult.of(answer))).contains("'statusCode':200");
    }

    @Test
    void anAsksAnswerIsTheResult() {
        Answer answer = Given.answer(Given.ask(Door.INVOKE), Given.rejected());

        assertThat(json(FunctionResult.of(answer)))
                .isEqualTo(Json.text(answer.json()).replace('"', '\''));
    }

    @ParameterizedTest
    @MethodSource
    void anEventWhoseDocumentsAreDoneSucceeds(List<Outcome> outcomes) {
        assertThat(json(FunctionResult.of(documents(outcomes)))).isEqualTo("null");
    }

    static Stream<List<Outcome>> anEventWhoseDocumentsAreDoneSucceeds() {
        return Stream.of(
                List.of(),
                List.of(Given.completed()),
                List.of(Given.completed(), Given.truncated(), Given.refused(), Given.rejected(), Given.expired()));
    }

    @Test
    @Tag("F063")
    void anEventFailsWhereOneDocumentHasToComeAgain() {
        assertThat(FunctionResult.of(documents(List.of(Given.completed(), Given.unavailable(), Given.rejected()))))
                .isEqualTo(new FunctionResult.Failure("Dragoman.unavailable", "Slower, please."));
    }

    @Test
    void aFailureHasTheBodyThatTheRuntimeApiTakes() {
        assertThat(Json.text(new FunctionResult.Failure("Dragoman.misconfigured", "No credit left.").json())
                        .replace('"', '\''))
                .isEqualTo("{'errorMessage':'No credit left.','errorType':'Dragoman.misconfigured','stackTrace':[]}");
    }

    @Test
    void anHttpResponseHasTheShapeOfFunctionUrlsAndGateways() {
        HttpAnswer answer = HttpAnswer.ok("request-1", Given.json("{'text': 'Grüße'}"));

        assertThat(json(FunctionResult.of(answer)))
                .isEqualTo("{'statusCode':200,"
                        + "'headers':{'Content-Type':'application/json','X-Content-Type-Options':'nosniff',"
                        + "'Dragoman-Request-Id':'request-1'},"
                        + "'body':'{\\'text\\':\\'Grüße\\'}','isBase64Encoded':false}");
    }

    @Test
    @Tag("F037")
    void anAnswerThatLambdaWouldNotTakeIsSaidToBeTooLarge() {
        String long7Mb = "long ".repeat(1_400_000);
        Outcome outcome = new Outcome.Completed(long7Mb, Given.response(), "completed");
        Answer answer = Given.answer(Given.ask(Door.INVOKE), outcome);

        assertThat(json(FunctionResult.of(answer)))
                .contains("'outcome':'rejected'", "'code':'answer_too_large'", "'receipt':{")
                .hasSizeLessThan(1_000);
        assertThat(json(FunctionResult.of(HttpAnswer.ok("request-1", Given.json("{'text': '" + long7Mb + "'}")))))
                .contains("'statusCode':413", "answer_too_large", "'Dragoman-Request-Id':'request-1'")
                .hasSizeLessThan(1_000);
    }

    private static BatchResult failed(String... ids) {
        return new BatchResult(Stream.of(ids)
                .map(id -> new BatchResult.FailedMessage(new QueueMessage(id, List.of()), List.of()))
                .toList());
    }

    private static List<Answer> documents(List<Outcome> outcomes) {
        return outcomes.stream()
                .map(outcome -> Given.answer(Given.document("papers", "inbox/a.pdf"), outcome))
                .toList();
    }

    private static String json(FunctionResult result) {
        byte[] bytes = ((FunctionResult.Success) result).json();
        return new String(bytes, StandardCharsets.UTF_8).replace('"', '\'');
    }
}
