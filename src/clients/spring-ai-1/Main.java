import io.micrometer.observation.ObservationRegistry;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.prompt.Prompt;
import org.springframework.ai.openai.OpenAiChatModel;
import org.springframework.ai.openai.OpenAiChatOptions;
import org.springframework.ai.openai.api.OpenAiApi;
import org.springframework.ai.retry.NonTransientAiException;
import org.springframework.ai.retry.RetryUtils;
import org.springframework.ai.retry.TransientAiException;
import org.springframework.ai.tool.function.FunctionToolCallback;
import org.springframework.web.reactive.function.client.WebClientResponseException;

/**
 * Spring AI 1, as it comes, but for the waits between its ten attempts: with its own template (2 s, then five times as
 * long, up to 3 min) a test would not end.
 */
public final class Main {
    private static final Pattern STATUS = Pattern.compile("\\b([45]\\d\\d)\\b");
    private static final Pattern CODE = Pattern.compile("\"code\"\\s*:\\s*\"(\\w+)\"");

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
        report.on("tool", (way, model) -> text(model(way, model).call(weather())));
        report.on("streamed-tool", (way, model) -> streamed(model(way, model), weather()));
        System.exit(0);
    }

    private static OpenAiChatModel model(Report.Way way, String model) {
        return OpenAiChatModel.builder()
                .openAiApi(OpenAiApi.builder().baseUrl(way.root()).apiKey("a-client-key").build())
                .defaultOptions(OpenAiChatOptions.builder().model(model).build())
                .retryTemplate(RetryUtils.SHORT_RETRY_TEMPLATE)
                .observationRegistry(ObservationRegistry.NOOP)
                .build();
    }

    private static Prompt weather() {
        return new Prompt(
                "Weather?",
                OpenAiChatOptions.builder()
                        .toolCallbacks(FunctionToolCallback.builder("weather", (Place place) -> "Fog over " + place.city())
                                .description("The weather at a place")
                                .inputType(Place.class)
                                .build())
                        .build());
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
        WebClientResponseException web = Report.cause(thrown, WebClientResponseException.class);
        if (web != null) {
            return told(web, web.getStatusCode().value(), web.getResponseBodyAsString());
        }
        Throwable told = Report.cause(thrown, NonTransientAiException.class);
        told = told == null ? Report.cause(thrown, TransientAiException.class) : told;
        if (told == null) {
            return Report.plain(thrown);
        }
        Matcher status = STATUS.matcher(String.valueOf(told.getMessage()));
        return told(told, status.find() ? Integer.parseInt(status.group(1)) : 0, told.getMessage());
    }

    private static Report.Failure told(Throwable failure, int status, String body) {
        Matcher code = CODE.matcher(body);
        return new Report.Failure(failure.getClass().getSimpleName(), status, code.find() ? code.group(1) : "", body);
    }
}
