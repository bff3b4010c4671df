package dev.dragoman.document;

import dev.dragoman.config.DocumentsConfig;

/**
 * When a document is read in parts, and in which.
 *
 * @param on whether any is
 * @param maxTokens the most text of a request, in tokens
 * @param maxPages the most pages of a request
 * @param max the most parts of a document
 */
record PartLimits(boolean on, long maxTokens, int maxPages, int max) {
    /**
     * Those of a rule.
     *
     * @param config the settings
     * @param name the rule's name; what it leaves out is the default, as is all of it if there is no such rule
     */
    static PartLimits of(DocumentsConfig config, String name) {
        DocumentsConfig.RuleConfig rule = config.rules().get(name);
        return rule == null
                ? new PartLimits(config.parts(), config.partsMaxTokens(), config.partsMaxPages(), config.partsMax())
                : new PartLimits(
                        rule.parts().orElse(config.parts()),
                        rule.partsMaxTokens().orElse(config.partsMaxTokens()),
                        rule.partsMaxPages().orElse(config.partsMaxPages()),
                        rule.partsMax().orElse(config.partsMax()));
    }
}
