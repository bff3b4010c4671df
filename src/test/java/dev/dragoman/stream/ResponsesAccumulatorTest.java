package dev.dragoman.stream;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.dragoman.json.Json;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ResponsesAccumulatorTest {
    private static final String MESSAGE =
            "{'id':'m1','type':'message','role':'assistant','status':'in_progress','content':[]}";

    private final ResponsesAccumulator accumulator = new ResponsesAccumulator();

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {
                "completed, null, null",
                "incomplete, null, {'reason':'max_output_tokens'}",
                "incomplete, null, {'reason':'content_filter'}",
                "failed, {'code':'server_error'}, null"
            })
    @Tag("F027")
    void theLastEventCarriesTheAnswer(String status, String error, String details) {
        String whole = "{'id':'r1','status':'" + status + "','error':" + error + ",'incomplete_details':" + details
                + ",'output':[{'type':'message','content':[{'type':'output_text','text':'ab'}]}],'own':1}";
        begin();
        text("a");
        add("{'type':'response." + status + "','response':" + whole + "}");

        assertThat(accumulator.isEnded()).isTrue();
        assertThat(accumulator.error()).isNull();
        assertAnswer(whole);
    }

    @Test
    void theNameSaysWhatTheDataLeaveOut() {
        accumulator.add(ServerSentEvent.of("response.completed", "{\"response\":{\"output\":[1]}}"));

        assertThat(accumulator.isEnded()).isTrue();
    }

    @Test
    void whatComesAfterTheEndIsIgnored() {
        add("{'type':'response.completed','response':{'output':[1]}}");
        add("{'type':'error','message':'late'}");
        add("{'type':'response.failed','response':{'output':[2]}}");

        assertThat(accumulator.error()).isNull();
        assertAnswer("{'output':[1]}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'type':'error','sequence_number':4,'code':'x','message':'m','param':null}",
                "{'type':'error','error':{'code':'x','message':'m','param':null}}",
                "{'error':{'code':'x','message':'m','param':null}}"
            })
    @Tag("F026")
    void anErrorAfterTokensIsTheError(String error) {
        begin();
        text("a");
        add(error);

        assertThat(accumulator.isEnded()).isFalse();
        assertThat(accumulator.error()).isEqualTo(json("{'error':{'code':'x','message':'m','param':null}}"));
    }

    @Test
    @Tag("F026")
    void theTypeOfAnErrorIsKept() {
        accumulator.add(ServerSentEvent.of("error", "{\"type\":\"rate_limit_error\",\"message\":\"m\"}"));

        assertThat(accumulator.error()).isEqualTo(json("{'error':{'type':'rate_limit_error','message':'m'}}"));
    }

    @Test
    @Tag("F025")
    void withoutItsLastEventItIsNotOver() {
        begin();
        text("a");
        add("{'type':'response.output_item.done','output_index':0,'item':{'id':'m1','type':'message'}}");
        accumulator.add(ServerSentEvent.of("[DONE]"));

        assertThat(accumulator.isEnded()).isFalse();
    }

    @Test
    void whatWasSaidSoFarStandsInTheOutput() {
        begin();
        add("{'type':'response.output_item.added','output_index':1,'item':" + MESSAGE + "}");
        add("{'type':'response.output_item.done','output_index':0,'item':{'type':'reasoning','summary':[]}}");
        add("{'type':'response.content_part.added','output_index':1,'content_index':0,"
                + "'part':{'type':'output_text','text':'','annotations':[]}}");
        add("{'type':'response.output_text.delta','output_index':1,'content_index':0,'delta':'Hel'}");
        add("{'type':'response.output_text.delta','output_index':1,'content_index':0,'delta':'lo'}");

        assertAnswer("{'id':'r1','status':'in_progress','output':[{'type':'reasoning','summary':[]},"
                + "{'id':'m1','type':'message','role':'assistant','status':'in_progress',"
                + "'content':[{'type':'output_text','text':'Hello','annotations':[]}]}]}");
    }

    @Test
    void aDoneItemIsTakenAsItStands() {
        begin();
        text("a");
        add("{'type':'response.output_item.done','output_index':0,'item':{'type':'message','content':['x']}}");
        text("b");
        add("{'type':'response.output_item.added','output_index':0,'item':" + MESSAGE + "}");

        assertAnswer("{'id':'r1','status':'in_progress','output':[{'type':'message','content':['x']}]}");
    }

    @Test
    void aDonePartIsTakenAsItStands() {
        begin();
        text("a");
        add("{'type':'response.content_part.done','output_index':0,'content_index':0,"
                + "'part':{'type':'output_text','text':'ab','annotations':[1]}}");

        assertThat(accumulator.answer().at("/output/0/content"))
                .isEqualTo(json("[{'type':'output_text','text':'ab','annotations':[1]}]"));
    }

    @Test
    void textWithoutAnItemMakesAMessage() {
        text("a");
        add("{'type':'response.refusal.delta','output_index':0,'content_index':1,'delta':'no'}");

        assertAnswer("{'object':'response','status':'in_progress','output':["
                + "{'type':'message','status':'in_progress','role':'assistant','content':["
                + "{'type':'output_text','text':'a'},{'type':'refusal','refusal':'no'}]}]}");
    }

    @Test
    void anAnswerWhoseLastEventLeavesTheOutputOutIsNotLost() {
        begin();
        add("{'type':'response.output_item.done','output_index':0,'item':{'type':'message'}}");
        add("{'type':'response.completed','response':{'id':'r1','status':'completed','output':[]}}");

        assertAnswer("{'id':'r1','status':'completed','output':[{'type':'message'}]}");
    }

    @Test
    void anAnswerWhoseLastEventLeavesEverythingOutIsNotLost() {
        begin();
        add("{'type':'response.output_item.done','output_index':0,'item':{'type':'message'}}");
        add("{'type':'response.incomplete'}");

        assertAnswer("{'id':'r1','status':'incomplete','output':[{'type':'message'}]}");
    }

    @Test
    void whatTheModelWroteIsCounted() {
        text("12");
        for (String type :
                new String[] {"refusal", "reasoning_text", "reasoning_summary_text", "function_call_arguments"}) {
            add("{'type':'response." + type + ".delta','output_index':1,'delta':'345'}");
        }
        add("{'type':'response.output_text.done','output_index':0,'content_index':0,'text':'12'}");

        assertThat(accumulator.charactersWritten()).isEqualTo(14);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "null",
                "[]",
                "{'type':1}",
                "{'type':'response.new.thing','error':{'message':'of a tool'}}",
                "{'type':'response.created','response':1}",
                "{'type':'response.output_item.done','output_index':0,'item':null}",
                "{'type':'response.content_part.added','output_index':'x','part':[]}"
            })
    @Tag("F029")
    void whatIsNotUnderstoodIsIgnored(String data) {
        begin();
        add(data);

        assertThat(accumulator.error()).isNull();
        assertAnswer("{'id':'r1','status':'in_progress','output':[]}");
    }

    private void begin() {
        add("{'type':'response.created','response':{'id':'r1','status':'in_progress','output':[]}}");
    }

    private void text(String delta) {
        add("{'type':'response.output_text.delta','output_index':0,'content_index':0,'delta':'" + delta + "'}");
    }

    private void add(String data) {
        accumulator.add(ServerSentEvent.of(data.replace('\'', '"')));
    }

    private void assertAnswer(String answer) {
        assertThat(accumulator.answer()).isEqualTo(json(answer));
    }

    private static JsonNode json(String text) {
        return ((Json.Result.Value) Json.read(text.replace('\'', '"'))).node();
    }
}
