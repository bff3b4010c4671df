package dev.dragoman;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ErrorCodesTest {
    @Test
    void thePageExplainsEveryCodeThatTheSourcesMake() {
        assertThat(ErrorCodes.explained())
                .as("docs/outcomes.md has a row for each")
                .containsAll(ErrorCodes.made());
    }

    @Test
    void thePageExplainsNoCodeThatTheSourcesLack() {
        assertThat(ErrorCodes.made())
                .as("the sources make each; if they do so in a way of their own, ErrorCodes has to know it")
                .containsAll(ErrorCodes.explained());
    }
}
