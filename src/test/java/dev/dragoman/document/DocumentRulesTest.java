package dev.dragoman.document;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dragoman.config.ConfigurationException;
import dev.dragoman.config.DocumentsConfig;
import dev.dragoman.config.Settings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DocumentRulesTest {
    private static final DocumentRules RULES = rules(
            "max-output-tokens", "900",
            "rules.contracts.prefix", "inbox/contracts/",
            "rules.contracts.model", "small-model",
            "rules.contracts.max-output-tokens", "100",
            "rules.german.prefix", "inbox/contracts/german/",
            "rules.all.prefix", "inbox/");

    @ParameterizedTest
    @CsvSource({
        "inbox/contracts/german/a.pdf, german",
        "inbox/contracts/germany.pdf, contracts",
        "inbox/contracts/, contracts",
        "inbox/contracts, all",
        "inbox/a.pdf, all",
        "INBOX/a.pdf, default",
        "elsewhere/inbox/contracts/a.pdf, default"
    })
    void theLongestPrefixWins(String key, String rule) {
        assertThat(RULES.of(key).name()).isEqualTo(rule);
    }

    @Test
    void aRuleChangesWhatItNames() {
        assertThat(RULES.of("inbox/contracts/a.pdf"))
                .satisfies(rule -> assertThat(rule.model()).isEqualTo("small-model"))
                .satisfies(rule -> assertThat(rule.maxOutputTokens()).isEqualTo(100))
                .satisfies(rule -> assertThat(rule.prompt().name()).isEqualTo("summary"));
    }

    @Test
    void aRuleLeavesTheRestAsItIs() {
        assertThat(RULES.of("inbox/contracts/german/a.pdf"))
                .satisfies(rule -> assertThat(rule.model()).isNull())
                .satisfies(rule -> assertThat(rule.maxOutputTokens()).isEqualTo(900));
    }

    @Test
    void aPromptThatCannotBeReadStopsTheStart() {
        assertThatThrownBy(() -> rules("prompt", "/nowhere/prompt.md"))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageStartingWith("DRAGOMAN_DOCUMENTS_PROMPT names");
    }

    @Test
    void aRulesPromptThatCannotBeReadStopsTheStart() {
        assertThatThrownBy(() -> rules("rules.x.prefix", "inbox/x/", "rules.x.prompt", "/nowhere/prompt.md"))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageStartingWith("DRAGOMAN_DOCUMENTS_RULES_X_PROMPT names");
    }

    private static DocumentRules rules(String... settings) {
        return new DocumentRules(Settings.of(DocumentsConfig.class, settings));
    }
}
