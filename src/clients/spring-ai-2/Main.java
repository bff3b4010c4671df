import com.openai.errors.OpenAIServiceException;
import io.micrometer.observation.ObservationRegistry;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.model.MessageAggregator;
import org.springframework.ai.chat.prompt.Prompt;
import org.springframework.ai.model.tool.ToolCallingManager;
import org.springframework.ai.openai.OpenAiChatModel;
import org.springframework.ai.openai.OpenAiChatOptions;
import org.springframework.ai.tool.function.FunctionToolCallback;

/** Spring AI 2, as it comes. */
public final class Main {
    /** What the function takes. */
    public record Place(String city) {}

    public static void main(String[] arguments) {
        Report report = Report.of(arguments, Main::failure);
        for (String name : List.of(
                "plain", "empty", "bad-request", "unauthorized", "forbidden", "no-such-model", "quota", "limited", "down")) {
            report.on(name, (way, model) -> text(model(way, model).call(new Prompt("Hello!"))));
        }
        for (String name : List.of("streamed", "streamed-bad-request", "broken", "unended", "failing")) {
            report.on(name, (way, model) -> streamed(model(way, model), new Prompt("Hello!")));
        }
        report.on("tool", (way, model) -> tool(way, model, false));
        report.on("streamed-tool", (way, model) -> tool(way, model, true));
        System.exit(0);
    }

    private static String tool(Report.Way way, String model, boolean stream) {
        OpenAiChatOptions options = OpenAiChatOptions.builder()
                .model(model)
                .toolCallbacks(FunctionToolCallback.builder("weather", (Place place) -> "Fog over " + place.city())
                        .description("The weather at a place")
                        .inputType(Place.class)
                        .build())
                .build();
        Prompt prompt = new Prompt("Weather?", options);
        ChatResponse wish = answer(way, model, prompt, stream);
        var talk = ToolCallingManager.builder().build().executeToolCalls(prompt, wish).conversationHistory();
        return text(answer(way, model, new Prompt(talk, options), stream));
    }

    private static ChatResponse answer(Report.Way way, String model, Prompt prompt, boolean stream) {
        if (!stream) {
            return model(way, model).call(prompt);
        }
        AtomicReference<ChatResponse> whole = new AtomicReference<>();
        new MessageAggregator()
                .aggregate(model(way, model).stream(prompt), whole::set)
                .blockLast();
        return whole.get();
    }

    private static OpenAiChatModel model(Report.Way way, String model) {
        return OpenAiChatModel.builder()
                .options(OpenAiChatOptions.builder()
                        .baseUrl(way.baseUrl())
                        .apiKey("a-client-key")
                        .model(model)
                        .build())
                .observationRegistry(ObservationRegistry.NOOP)
                .build();
    }

    private static String streamed(OpenAiChatModel model, Prompt prompt) {
        StringBuilder text = new StringBuilder();
        String[] reason = {""};
        model.stream(prompt).toStream().forEach(part -> {
            if (part.getResult() != null && part.getResult().getOutput().getText() != null) {
                text.append(part.getResult().getOutput().getText());
            }
            if (part.getResult() != null && part.getResult().getMetadata().getFinishReason() != null
                    && !part.getResult().getMetadata().getFinishReason().isEmpty()) {
                reason[0] = part.getResult().getMetadata().getFinishReason();
            }
        });
        return text + " (" + reason[0] + ")";
    }

    private static String text(ChatResponse response) {
        return response.getResult().getOutput().getText() + " ("
                + response.getResult().getMetadata().getFinishReason() + ")";
    }

    private static Report.Failure failure(Throwable thrown) {
        OpenAIServiceException told = Report.cause(thrown, OpenAIServiceException.class);
        return told == null
                ? Report.plain(thrown)
                : new Report.Failure(
                        told.getClass().getSimpleName(), told.statusCode(), told.code().orElse(""), told.getMessage());
    }
}
