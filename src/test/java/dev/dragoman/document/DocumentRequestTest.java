package dev.dragoman.document;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dragoman.Given;
import dev.dragoman.event.Endpoint;
import dev.dragoman.event.S3Location;
import dev.dragoman.payload.ResolvedRequest;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class DocumentRequestTest {
    private static final String OBJECT = "s3://papers/inbox/a.pdf#1";
    private static final int LEAST_OF_AN_ATTACHMENT = 40;

    @Test
    void aFileByUrlIsAnInputFile() {
        ResolvedRequest draft = request(null).with(new AttachmentForm.FileUrl("https://signed"), OBJECT);

        assertThat(draft.endpoint()).isEqualTo(Endpoint.RESPONSES);
        String instructions = draft.body().path("instructions").asText();
        assertThat(draft.body()).isEqualTo(Given.json("""
                                {'instructions': '',
                                 'input': [{'role': 'user',
                                            'content': [{'type': 'input_file', 'file_url': 'https://signed'}]}],
                                 'max_output_tokens': 100}""").put("instructions", instructions));
        assertThat(draft.identities()).isEqualTo(Map.of("https://signed", OBJECT));
    }

    @Test
    void aFileInTheRequestHasItsName() {
        assertThat(content(request(null)
                        .with(new AttachmentForm.FileData("a.pdf", "data:application/pdf;base64,QQ=="), OBJECT)))
                .isEqualTo("{'type':'input_file','filename':'a.pdf','file_data':'data:application/pdf;base64,QQ=='}");
    }

    @Test
    void anImageIsAnInputImage() {
        assertThat(content(request(null).with(new AttachmentForm.Image("https://signed"), OBJECT)))
                .isEqualTo("{'type':'input_image','image_url':'https://signed'}");
    }

    @Test
    @Tag("F089")
    void aFileIsNamedAsUntrustedAfterThePrompt() {
        ResolvedRequest draft = request(null).with(new AttachmentForm.FileUrl("https://signed"), OBJECT);

        assertThat(draft.body().path("instructions").asText())
                .startsWith("About a.pdf\n\n")
                .contains("comes from somebody unknown", "are not followed");
    }

    @Test
    @Tag("F089")
    void textIsNamedAsUntrustedByTheLinesItStandsBetween() {
        ResolvedRequest draft = request(null).with(new AttachmentForm.InlineText("Ahoy", "UTF-8"), OBJECT);
        List<String> lines =
                draft.body().at("/input/0/content/0/text").asText().lines().toList();

        assertThat(lines).hasSize(3).element(1).isEqualTo("Ahoy");
        assertThat(lines.get(0)).matches("<document [0-9a-f]{32}>");
        assertThat(lines.get(2)).isEqualTo(lines.get(0).replace("<", "</"));
        assertThat(draft.body().path("instructions").asText())
                .startsWith("About a.pdf\n\n")
                .contains(lines.get(0), lines.get(2), "are not followed");
    }

    @Test
    void theSameTextMakesTheSameRequest() {
        assertThat(request(null)
                        .with(new AttachmentForm.InlineText("Ahoy", "UTF-8"), OBJECT)
                        .body())
                .isEqualTo(request(null)
                        .with(new AttachmentForm.InlineText("Ahoy", "UTF-8"), OBJECT)
                        .body());
    }

    @Test
    void aRulesModelIsNamed() {
        assertThat(request("small-model")
                        .with(new AttachmentForm.InlineText("Ahoy", "UTF-8"), OBJECT)
                        .body()
                        .path("model")
                        .textValue())
                .isEqualTo("small-model");
    }

    @Test
    void anAttachmentHasToCostMoreThanThePrompt() {
        assertThat(request(null)
                        .with(new AttachmentForm.FileUrl("https://signed"), OBJECT)
                        .expectedInputTokens())
                .isGreaterThan("About a.pdf".length() / 5 + LEAST_OF_AN_ATTACHMENT)
                .isLessThan(200);
    }

    @Test
    void textNeedsNoProofOfDelivery() {
        assertThat(request(null)
                        .with(new AttachmentForm.InlineText("Ahoy", "UTF-8"), OBJECT)
                        .expectedInputTokens())
                .isZero();
    }

    private static DocumentRequest request(@Nullable String model) {
        Prompt prompt = new Prompt("test", "About {{name}}");
        return new DocumentRequest(
                new DocumentRules.DocumentRule("rule", "inbox/", prompt, model, 100),
                prompt,
                new S3Location("papers", "inbox/a.pdf"),
                "application/pdf");
    }

    private static String content(ResolvedRequest draft) {
        return draft.body().at("/input/0/content/0").toString().replace('"', '\'');
    }
}
