package dev.dragoman.stream;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.dragoman.json.Json;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChatAccumulatorTest {
    private final ChatAccumulator accumulator = new ChatAccumulator();

    @Test
    void chunksAddUpToACompletion() {
        add("{'id':'c1','object':'chat.completion.chunk','created':7,'model':'m','service_tier':null,'usage':null,"
                + "'system_fingerprint':'f','x_more':{'a':1},'obfuscation':'zzz',"
                + "'choices':[{'index':0,'delta':{'role':'assistant','content':'','refusal':null},"
                + "'logprobs':null,'finish_reason':null}]}");
        delta("{'content':'Hel'}");
        delta("{'content':'lo'}");
        add("{'id':'c1','model':'m-2','service_tier':'default','choices':[{'index':0,'delta':{},"
                + "'finish_reason':'stop'}]}");
        add("{'id':'c1','choices':[],'usage':{'prompt_tokens':3,'completion_tokens':2}}");

        assertAnswer("{'id':'c1','object':'chat.completion','created':7,'model':'m-2','service_tier':'default',"
                + "'system_fingerprint':'f','x_more':{'a':1},'choices':[{'index':0,"
                + "'message':{'role':'assistant','content':'Hello'},'logprobs':null,'finish_reason':'stop'}],"
                + "'usage':{'prompt_tokens':3,'completion_tokens':2}}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "null", "false", "''", "[]", "0", "{'code':null,'message':''}"})
    void anErrorThatSaysNothingIsNone(String error) {
        add("{'choices':[{'index':0,'delta':{'content':'Ahoy'},'finish_reason':null}],'error':" + error + "}");
        add("{'error':" + error + "}");
        add("{'choices':[{'index':0,'delta':{},'finish_reason':'stop'}],'error':" + error + "}");

        assertThat(accumulator.error()).isNull();
        assertThat(accumulator.isWhole()).isTrue();
        assertThat(accumulator.answer().at("/choices/0/message/content").textValue())
                .isEqualTo("Ahoy");
    }

    @Test
    void nothingSaidIsAnEmptyCompletion() {
        assertAnswer("{'object':'chat.completion','choices':[]}");
    }

    @Test
    void callsAreToldApartByIndex() {
        delta("{'role':'assistant','content':null,'tool_calls':[{'index':0,'id':'a','type':'function',"
                + "'function':{'name':'one','arguments':''},'extra_content':{'s':1}}]}");
        delta("{'tool_calls':[{'index':1,'id':'b','type':'function','function':{'name':'two','arguments':'{'}}]}");
        delta("{'tool_calls':[{'index':0,'function':{'arguments':'{}'}},{'index':1,'function':{'arguments':'}'}}]}");

        assertMessage("{'role':'assistant','content':null,'tool_calls':["
                + "{'id':'a','type':'function','function':{'name':'one','arguments':'{}'},'extra_content':{'s':1}},"
                + "{'id':'b','type':'function','function':{'name':'two','arguments':'{}'}}]}");
    }

    @Test
    void callsWithoutAnIndexAreToldApartById() {
        delta("{'tool_calls':[{'id':'a','function':{'name':'one','arguments':'1'}}]}");
        delta("{'tool_calls':[{'id':'b','function':{'name':'two','arguments':'2'}}]}");
        delta("{'tool_calls':[{'id':'','function':{'arguments':'3'}}]}");
        delta("{'tool_calls':[{'id':'a','function':{'arguments':'4'}}]}");

        assertMessage("{'role':'assistant','content':null,'tool_calls':["
                + "{'id':'a','function':{'name':'one','arguments':'14'}},"
                + "{'id':'b','function':{'name':'two','arguments':'23'}}]}");
    }

    @Test
    void callsWithTheSameIndexAreToldApartById() {
        delta("{'tool_calls':[{'index':0,'id':'a','function':{'name':'one','arguments':'1'}}]}");
        delta("{'tool_calls':[{'index':0,'id':'','function':{'arguments':'2'}}]}");
        delta("{'tool_calls':[{'index':0,'id':'b','function':{'name':'one','arguments':'3'}}]}");
        delta("{'tool_calls':[{'index':0,'function':{'arguments':'4'}}]}");
        delta("{'tool_calls':[{'index':1,'id':'c','function':{'name':'one','arguments':'5'}}]}");
        delta("{'tool_calls':[{'index':0,'id':'a','function':{'name':'one','arguments':'6'}}]}");

        assertMessage("{'role':'assistant','content':null,'tool_calls':["
                + "{'id':'a','function':{'name':'one','arguments':'126'}},"
                + "{'id':'b','function':{'name':'one','arguments':'34'}},"
                + "{'id':'c','function':{'name':'one','arguments':'5'}}]}");
    }

    @Test
    void anIdThatIsMadeUpForEveryPieceIsNoNewCall() {
        delta("{'tool_calls':[{'index':0,'id':'a','function':{'name':'one','arguments':'1'}}]}");
        delta("{'tool_calls':[{'index':0,'id':'b','function':{'name':'','arguments':'2'}}]}");

        assertThat(accumulator.answer().at("/choices/0/message/tool_calls")).hasSize(1);
        assertThat(accumulator
                        .answer()
                        .at("/choices/0/message/tool_calls/0/function/arguments")
                        .asText())
                .isEqualTo("12");
    }

    @Test
    void aNameThatIsSentWithEveryPieceIsOneName() {
        delta("{'tool_calls':[{'index':0,'id':'a','type':'function','function':{'name':'one','arguments':'1'}}]}");
        delta("{'tool_calls':[{'index':0,'id':'a','type':'function','function':{'name':'one','arguments':'2'}}]}");

        assertMessage("{'role':'assistant','content':null,'tool_calls':["
                + "{'id':'a','type':'function','function':{'name':'one','arguments':'12'}}]}");
    }

    @Test
    void otherWaysToAnswerThanTextAreWrittenDownToo() {
        delta("{'role':'assistant','function_call':{'name':'f','arguments':'{'}}");
        delta("{'function_call':{'arguments':'}'},'audio':{'id':'x','transcript':'He'}}");
        delta("{'audio':{'transcript':'y','expires_at':9},'refusal':'N'}");
        delta("{'refusal':'o','reasoning_content':'hm','reasoning':'1'}");
        delta("{'reasoning_content':'m','reasoning':'2','own_text':'a','own_number':1,'own_object':{'a':1}}");
        delta("{'own_text':'b','own_number':2,'own_object':{'b':1},'annotations':[{'u':1}]}");
        delta("{'annotations':[{'u':2}],'content':''}");

        assertMessage("{'role':'assistant','content':null,'refusal':'No','function_call':{'name':'f','arguments':'{}'},"
                + "'audio':{'id':'x','transcript':'Hey','expires_at':9},'reasoning_content':'hmm','reasoning':'12',"
                + "'own_text':'ab','own_number':2,'own_object':{'b':1},'annotations':[{'u':1},{'u':2}]}");
    }

    @Test
    void whatIsNoCallStandsAmongTheCallsAsItCame() {
        delta("{'tool_calls':[1,null,{'own':1}]}");

        assertMessage("{'role':'assistant','content':null,'tool_calls':[1,null,{'own':1}]}");
    }

    @Test
    void choicesAreToldApartByIndex() {
        add("{'choices':[{'index':1,'delta':{'content':'b'}},{'index':0,'delta':{'content':'a'}}]}");
        add("{'choices':[{'index':1,'delta':{'content':'B'},'finish_reason':'length','own':1}]}");

        assertAnswer("{'object':'chat.completion','choices':["
                + "{'index':0,'message':{'role':'assistant','content':'a'}},"
                + "{'index':1,'message':{'role':'assistant','content':'bB'},'finish_reason':'length','own':1}]}");
    }

    @Test
    void logprobsAreJoined() {
        add("{'choices':[{'index':0,'delta':{},'logprobs':{'content':[{'token':'a'}],'refusal':null}}]}");
        add("{'choices':[{'index':0,'delta':{},'logprobs':{'content':[{'token':'b'}],'refusal':[{'token':'c'}]}}]}");

        assertThat(accumulator.answer().at("/choices/0/logprobs"))
                .isEqualTo(json("{'content':[{'token':'a'},{'token':'b'}],'refusal':[{'token':'c'}]}"));
    }

    @Test
    void partsOfTheContentAreJoinedByTheirType() {
        delta("{'content':[{'type':'thinking','thinking':[{'type':'text','text':'H'}]}]}");
        delta("{'content':[{'type':'thinking','thinking':[{'type':'text','text':'m'}]}]}");
        delta("{'content':[{'type':'text','text':'Ah'}]}");
        delta("{'content':'oy'}");
        delta("{'content':[{'type':'image_url','image_url':'a'},{'type':'image_url','image_url':'b'}]}");
        delta("{'content':null}");
        delta("{'content':''}");

        assertMessage("{'role':'assistant','content':[{'type':'thinking','thinking':[{'type':'text','text':'Hm'}]},"
                + "{'type':'text','text':'Ahoy'},{'type':'image_url','image_url':'a'},"
                + "{'type':'image_url','image_url':'b'}]}");
        assertThat(accumulator.charactersWritten()).isEqualTo(6);
    }

    @Test
    void aTextGoesOnAsParts() {
        delta("{'content':'Ah'}");
        delta("{'content':[{'type':'text','text':'oy'},{'type':'text','index':1,'text':'!'}]}");

        assertMessage("{'role':'assistant','content':[{'type':'text','text':'Ahoy'},"
                + "{'type':'text','index':1,'text':'!'}]}");
    }

    @Test
    void anAnswerIsWholeOnceEachOfItsChoicesHasAFinishReason() {
        assertThat(accumulator.isWhole()).isFalse();
        add("{'choices':[{'index':0,'delta':{'content':'a'},'finish_reason':''}]}");
        assertThat(accumulator.isWhole()).isFalse();
        add("{'choices':[{'index':1,'delta':{'content':'b'},'finish_reason':'stop'}]}");
        assertThat(accumulator.isWhole()).isFalse();
        add("{'choices':[{'index':0,'delta':{},'finish_reason':'length'}]}");

        assertThat(accumulator.isWhole()).isTrue();
        assertThat(accumulator.isEnded()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"[DONE]", "[DONE] ", " [DONE]\t"})
    void doneEndsItWithBlanksToo(String data) {
        assertThat(accumulator.add(ServerSentEvent.of(data))).isEqualTo(ServerSentEvent.Role.END);
        assertThat(accumulator.isEnded()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "{\"type\":\"ping\"}", "{\"type\":\"keepalive\"}"})
    void whatOnlyKeepsTheConnectionOpenIsAPing(String data) {
        assertThat(accumulator.add(ServerSentEvent.of(data))).isEqualTo(ServerSentEvent.Role.PING);
        assertThat(accumulator.add(ServerSentEvent.of("ping", "{}"))).isEqualTo(ServerSentEvent.Role.PING);
    }

    @Test
    void textThatWasSaidIsNotLostToWhatIsNone() {
        delta("{'content':'a'}");
        delta("{'content':null}");
        delta("{'content':[1]}");
        delta("{'content':{}}");

        assertMessage("{'role':'assistant','content':'a'}");
    }

    @Test
    void whatIsBlankDoesNotReplaceWhatWasSaid() {
        String blank = "{'id':'','object':'','created':0,'model':'','choices':[{'index':0,'finish_reason':''}]}";
        add(blank);
        add(
                "{'id':'x','created':7,'model':'m','choices':[{'index':0,'delta':{'content':'a'},'finish_reason':'stop'}]}");
        add(blank);

        assertAnswer("{'id':'x','object':'chat.completion','created':7,'model':'m','choices':[{'index':0,'message':"
                + "{'role':'assistant','content':'a'},'finish_reason':'stop'}]}");
    }

    @Test
    void aMessageThatComesWholeIsTaken() {
        add("{'choices':[{'index':0,'message':{'role':'assistant','content':'a'},'finish_reason':'stop'}]}");

        assertMessage("{'role':'assistant','content':'a'}");
    }

    @Test
    @Tag("F025")
    void withoutDoneItIsNotOver() {
        delta("{'content':'a'}");
        add("{'choices':[{'index':0,'delta':{},'finish_reason':'stop'}]}");

        assertThat(accumulator.isEnded()).isFalse();
    }

    @Test
    @Tag("F025")
    void whatComesAfterDoneIsIgnored() {
        delta("{'content':'a'}");
        accumulator.add(ServerSentEvent.of("[DONE]"));
        delta("{'content':'b'}");
        add("{'error':{'message':'late'}}");

        assertThat(accumulator.isEnded()).isTrue();
        assertThat(accumulator.error()).isNull();
        assertMessage("{'role':'assistant','content':'a'}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"error\":{\"code\":\"x\",\"message\":\"m\"},\"status\":1}",
                "{\"error\":{\"code\":\"x\",\"message\":\"m\"}}"
            })
    @Tag("F026")
    void anErrorAfterTokensIsTheError(String error) {
        delta("{'content':'a'}");
        accumulator.add(ServerSentEvent.of(error));

        assertThat(accumulator.error()).isEqualTo(json("{'error':{'code':'x','message':'m'}}"));
        assertThat(accumulator.isEnded()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"{\"code\":\"x\",\"message\":\"m\"}", "{\"type\":\"error\",\"code\":\"x\",\"message\":\"m\"}"})
    @Tag("F026")
    void anEventNamedErrorIsTheError(String error) {
        accumulator.add(ServerSentEvent.of("error", error));

        assertThat(accumulator.error()).isEqualTo(json("{'error':{'code':'x','message':'m'}}"));
    }

    @Test
    @Tag("F026")
    void anErrorThatIsNoJsonIsOneToo() {
        accumulator.add(ServerSentEvent.of("error", "overloaded"));

        assertThat(accumulator.error()).isEqualTo(json("{'error':'overloaded'}"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "null", "1", "[]", "\"a\"", "{\"choices\":1}", "{\"choices\":[1,null,[]]}"})
    void whatIsNotUnderstoodIsIgnored(String data) {
        delta("{'content':'a'}");
        accumulator.add(ServerSentEvent.of(data));
        accumulator.add(new ServerSentEvent(": ping", null, null));

        assertMessage("{'role':'assistant','content':'a'}");
    }

    @Test
    void whatTheModelWroteIsCounted() {
        delta("{'role':'assistant','content':'12','refusal':'3','reasoning_content':'45'}");
        delta("{'tool_calls':[{'index':0,'id':'abc','function':{'name':'one','arguments':'678'}}]}");

        assertThat(accumulator.charactersWritten()).isEqualTo(8);
    }

    private void delta(String delta) {
        add("{'choices':[{'index':0,'delta':" + delta + "}]}");
    }

    private void add(String data) {
        accumulator.add(ServerSentEvent.of(data.replace('\'', '"')));
    }

    private void assertMessage(String message) {
        assertThat(accumulator.answer().at("/choices/0/message")).isEqualTo(json(message));
    }

    private void assertAnswer(String answer) {
        assertThat(accumulator.answer()).isEqualTo(json(answer));
    }

    private static JsonNode json(String text) {
        return ((Json.Result.Value) Json.read(text.replace('\'', '"'))).node();
    }
}
