package dev.dragoman.document;

import dev.dragoman.config.ConfigurationException;
import dev.dragoman.config.DocumentsConfig;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Which prompt, model and limit a document gets: those of the rule with the longest prefix that matches its key. */
final class DocumentRules {
    /** The name of the rule that applies if no configured one does. */
    static final String DEFAULT = "default";

    /**
     * What is asked about a document.
     *
     * @param name the rule's name
     * @param prefix the key prefix it applies to
     * @param prompt the prompt
     * @param model the model; null for the default one
     * @param maxOutputTokens the output limit in tokens
     */
    record DocumentRule(
            String name,
            String prefix,
            Prompt prompt,
            @Nullable String model,
            int maxOutputTokens) {}

    private final List<DocumentRule> longestFirst;

    /**
     * Loads every prompt, so that a wrong path fails at the start and not at the first document.
     *
     * @param config the configured rules
     * @throws ConfigurationException naming the variable whose prompt can't be used
     */
    DocumentRules(DocumentsConfig config) {
        Prompt fallback = load("DRAGOMAN_DOCUMENTS_PROMPT", config.prompt());
        List<DocumentRule> rules = new ArrayList<>();
        config.rules()
                .forEach((name, rule) -> rules.add(new DocumentRule(
                        name,
                        rule.prefix(),
                        rule.prompt().map(value -> load(variable(name), value)).orElse(fallback),
                        rule.model().orElse(null),
                        rule.maxOutputTokens().orElse(config.maxOutputTokens()))));
        rules.sort(Comparator.comparingInt((DocumentRule rule) -> rule.prefix().length())
                .reversed()
                .thenComparing(DocumentRule::name));
        rules.add(new DocumentRule(DEFAULT, "", fallback, null, config.maxOutputTokens()));
        longestFirst = List.copyOf(rules);
    }

    private static String variable(String rule) {
        return "DRAGOMAN_DOCUMENTS_RULES_%s_PROMPT"
                .formatted(rule.toUpperCase(Locale.ROOT).replace('-', '_'));
    }

    private static Prompt load(String variable, String value) {
        try {
            return Prompt.load(value);
        } catch (IllegalArgumentException wrong) {
            throw new ConfigurationException(variable, wrong.getMessage() + ".");
        }
    }

    /**
     * The rule for a document.
     *
     * @param key its key
     * @return the default one if no other matches
     */
    DocumentRule of(String key) {
        return longestFirst.stream()
                .filter(rule -> key.startsWith(rule.prefix()))
                .findFirst()
                .orElseThrow();
    }
}
