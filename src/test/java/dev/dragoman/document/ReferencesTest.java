package dev.dragoman.document;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.dragoman.Given;
import dev.dragoman.event.Door;
import dev.dragoman.event.Endpoint;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReferencesTest {
    private static final References REFERENCES =
            new References(Given.allowed("papers"), new UrlPolicy(new PublicAddresses()), 2);

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'input': [{'content': [{}, {'type': 'input_file', 'file_url': 's3://papers/a'}]}]} | input[0].content[1].file_url",
                "{'input': [{'content': [{'type': 'input_image', 'image_url': 's3://papers/a'}]}]} | input[0].content[0].image_url",
                "{'input': [{'content': [{'type': 'image_url', 'image_url': {'url': 's3://papers/a'}}]}]} | input[0].content[0].image_url.url",
                "{'input': [{'content': [{'type': 'file', 'file': {'file_url': 's3://papers/a'}}]}]} | input[0].content[0].file.file_url",
                "{'input': [{}, {'type': 'function_call_output', 'output': [{'type': 'input_file', 'file_url': 's3://papers/a'}]}]} | input[1].output[0].file_url",
                "{'input': [{'type': 'computer_call_output', 'output': {'type': 'computer_screenshot', 'image_url': 's3://papers/a'}}]} | input[0].output.image_url",
                "{'prompt': {'variables': {'x': 'y', 'doc': {'type': 'input_file', 'file_url': 's3://papers/a'}}}} | prompt.variables[1].file_url",
                "{'messages': [{'content': [{'type': 'image_url', 'image_url': 's3://papers/a'}]}]} | messages[0].content[0].image_url",
                "{'messages': [{'content': [{'type': 'image_url', 'image_url': {'url': 's3://papers/a'}}]}]} | messages[0].content[0].image_url.url",
                "{'messages': [{'content': [{'type': 'file', 'file': {'file_data': 's3://papers/a'}}]}]} | messages[0].content[0].file.file_data",
                "{'messages': [{'content': [{'type': 'file', 'file': {'url': 's3://papers/a'}}]}]} | messages[0].content[0].file.url",
                "{'messages': [{'content': [{'type': 'input_file', 'file_url': 's3://papers/a'}]}]} | messages[0].content[0].file_url",
                "{'messages': [{'role': 'tool', 'content': [{'type': 'input_image', 'image_url': 's3://papers/a'}]}]} | messages[0].content[0].image_url"
            })
    void aReferenceIsFoundWhereTheApiTakesAUrl(String body, String path) {
        assertThat(in(body, Endpoint.RESPONSES))
                .singleElement()
                .isInstanceOfSatisfying(Reference.Stored.class, stored -> {
                    assertThat(stored.site().path()).isEqualTo(path);
                    assertThat(stored.location().uri()).isEqualTo("s3://papers/a");
                });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'input': 's3://papers/a'}",
                "{'input': ['s3://papers/a', null, 1]}",
                "{'input': [{'content': 's3://papers/a'}]}",
                "{'input': [{'content': [{'type': 'input_text', 'text': 's3://papers/a'}]}]}",
                "{'input': [{'content': [{'type': 'input_text', 'file_url': 's3://papers/a'}]}]}",
                "{'input': [{'content': [{'type': 'new_part', 'image_url': 's3://papers/a'}]}]}",
                "{'input': [{'type': 'function_call', 'arguments': 's3://papers/a'}]}",
                "{'input': [{'type': 'function_call_output', 'output': 's3://papers/a'}]}",
                "{'input': [{'content': [{'type': 'input_file', 'file_id': 's3://papers/a'}]}]}",
                "{'input': [{'content': [{'type': 'input_file', 'file_url': 7}]}]}",
                "{'instructions': 's3://papers/a', 'metadata': {'type': 'input_file', 'file_url': 's3://papers/a'}}",
                "{'tools': [{'type': 'function', 'parameters': {'type': 'input_file', 'file_url': 's3://papers/a'}}]}",
                "{'messages': [{'content': 's3://papers/a'}]}",
                "{'messages': [{'content': [{'type': 'text', 'text': 's3://papers/a'}]}]}",
                "{'messages': {'content': [{'type': 'file', 'file': {'url': 's3://papers/a'}}]}}",
                "{'prompt': 's3://papers/a'}"
            })
    void aTextThatMerelyMentionsOneIsContent(String body) {
        assertThat(in(body, Endpoint.CHAT)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"s3://papers", "s3://papers/", "s3://papers/folder/", "S3://papers/a", "s3:papers/a", "s3:///a"})
    void aBrokenReferenceIsRefused(String url) {
        refused(file(url), Endpoint.RESPONSES, "invalid_value");
    }

    @Test
    @Tag("F086")
    void aBucketOffTheListIsRefused() {
        refused(file("s3://others/a"), Endpoint.RESPONSES, "bucket_not_allowed");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://example.com/a",
                "file:///etc/passwd",
                "ftp://example.com/a",
                "gopher://example.com/",
                "jar:https://example.com/a!/b",
                "https://169.254.169.254/latest",
                "https://2130706433/",
                "https://a@example.com/"
            })
    @Tag("F081")
    void aUrlThatIsNotPublicHttpsIsRefusedForBothEndpoints(String url) {
        refused(file(url), Endpoint.CHAT, "url_not_allowed");
        refused(file(url), Endpoint.RESPONSES, "url_not_allowed");
        refused(image(url), Endpoint.CHAT, "url_not_allowed");
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://example.com/a.pdf", "data:application/pdf;base64,QQ==", "a providers own handle"})
    void whatTheProviderFetchesGoesAsItIs(String url) {
        assertThat(in(file(url), Endpoint.RESPONSES)).isEmpty();
        assertThat(in(image(url), Endpoint.RESPONSES)).isEmpty();
        assertThat(in(image(url), Endpoint.CHAT)).isEmpty();
    }

    @Test
    @Tag("F087")
    void aFileByUrlIsFetchedForChat() {
        assertThat(in(file("https://example.com/a.pdf?b=c"), Endpoint.CHAT))
                .singleElement()
                .isInstanceOfSatisfying(
                        Reference.Web.class,
                        web -> assertThat(web.target().uri()).isEqualTo("/a.pdf?b=c"));
    }

    @Test
    void aFileByUrlThatIsNoUrlIsRefusedForChat() {
        refused(file("a.pdf"), Endpoint.CHAT, "url_not_allowed");
    }

    @Test
    void dataInTheRequestStaysForChatToo() {
        assertThat(in(file("data:application/pdf;base64,QQ=="), Endpoint.CHAT)).isEmpty();
        assertThat(in("{'messages': [{'content': [{'type': 'file', 'file': {'file_data': 'QQ=='}}]}]}", Endpoint.CHAT))
                .isEmpty();
    }

    @Test
    void aFileGivenTwiceIsRefused() {
        refused(
                "{'input': [{'content': [{'type': 'input_file', 'file_url': 's3://papers/a', 'file_data': 'QQ=='}]}]}",
                Endpoint.RESPONSES,
                "invalid_value");
    }

    @ParameterizedTest
    @ValueSource(strings = {"s3://papers/a", "s3://others/a", "http://example.com/a", "https://999.1.1.1/a"})
    @Tag("F088")
    void filesAreCountedBeforeOneOfThemIsJudged(String url) {
        assertThat(in(files(url, 2), Endpoint.CHAT)).hasSize(2);

        assertThat(in(files(url, 3), Endpoint.CHAT))
                .singleElement()
                .isInstanceOfSatisfying(
                        Reference.NotAllowed.class,
                        refused -> assertThat(refused.problem().code()).isEqualTo("too_many_attachments"));
    }

    @Test
    void whatTheProviderFetchesIsNotCounted() {
        assertThat(in(files("https://example.com/a.pdf", 3), Endpoint.RESPONSES))
                .isEmpty();
        refused(files("https://999.1.1.1/a", 3), Endpoint.RESPONSES, "url_not_allowed");
    }

    private static String files(String url, int count) {
        String part = "{'type': 'input_file', 'file_url': '%s'}".formatted(url);
        return "{'input': [{'content': [%s]}]}".formatted(String.join(",", Collections.nCopies(count, part)));
    }

    @Test
    void aMessageNeverHoldsTheUrl() {
        Reference.NotAllowed refused = (Reference.NotAllowed)
                in(file("http://example.com/?secret=1"), Endpoint.CHAT).get(0);

        assertThat(refused.problem().message()).doesNotContain("secret").doesNotContain("example");
        assertThat(refused.problem().param()).isEqualTo("input[0].content[0].file_url");
    }

    private static String file(String url) {
        return body("input_file", "file_url", url);
    }

    private static String image(String url) {
        return body("input_image", "image_url", url);
    }

    private static String body(String type, String field, String url) {
        ObjectNode body = Given.json("{'input': [{'content': [{}]}]}");
        ((ObjectNode) body.at("/input/0/content/0")).put("type", type).put(field, url);
        return body.toString();
    }

    private static List<Reference> in(String body, Endpoint upstreamEndpoint) {
        return REFERENCES.in(Given.json(body), upstreamEndpoint, Door.HTTP);
    }

    private static void refused(String body, Endpoint upstreamEndpoint, String code) {
        assertThat(in(body, upstreamEndpoint))
                .isNotEmpty()
                .first()
                .isInstanceOfSatisfying(
                        Reference.NotAllowed.class,
                        refused -> assertThat(refused.problem().code()).isEqualTo(code));
    }
}
