package dev.dragoman.outcome;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a provider's sentence is about. Providers have statuses and codes of their own for what an operator has to mend; many
 * say it in a 400 that looks as if the request were wrong. The examples are theirs.
 */
enum ProviderErrorKind {
    /** "API key not valid", "Incorrect API key provided". */
    KEY("\\b(?:api[ _-]?keys?|access[ _-]?(?:keys?|tokens?)|auth\\w* tokens?|credentials?)\\b.{0,80}?"
            + "\\b(?:invalid|incorrect|expired|revoked|missing|disabled|wrong|not (?:valid|found|provided|active))\\b"
            + "|\\b(?:invalid|incorrect|expired|revoked|missing|unknown|wrong|disabled|no) "
            + "(?:api[ _-]?key|access[ _-]?(?:key|token)|auth\\w* token|credentials?)\\b"),

    /** "Your credit balance is too low", "Budget has been exceeded", "account is not in good standing". */
    CREDIT("\\b(?:credit balance|(?:insufficient|out of|not enough|no) (?:credits?|balance|funds|quota)"
            + "|(?:check|enable|update|activate|your|plan and|plans (?:&|and)) billing|billing (?:is|details|account|hard limit)"
            + "|(?:budget|quota|spend(?:ing)?(?: limit)?)\\b.{0,40}?\\b(?:exceeded|exhausted|reached)"
            + "|exceed\\w*\\b.{0,40}?\\b(?:quota|spend(?:ing)? limit)|payment (?:required|method)|in arrears|good standing"
            + "|free tier)\\b"),

    /** "Your organization must be verified", "User location is not supported", "not available in your country". */
    ACCOUNT(
            "\\byour (?:organi[sz]ation|account|project|workspace|team|subscription|(?:current |usage )?(?:plan|tier))\\b"
                    + "|\\borgani[sz]ation must be\\b"
                    + "|\\b(?:country|region|location|territory)\\b.{0,40}?\\bnot (?:supported|available|allowed|permitted)\\b"
                    + "|\\bnot (?:supported|available|allowed|permitted) in (?:your|this) (?:country|region|location|area)\\b"
                    + "|\\bdata policy\\b|\\ballowed providers\\b|\\bterms acceptance\\b|\\baccept the terms\\b"),

    /** "Error while downloading https://...", "Cannot fetch content from the provided URL". */
    DOWNLOAD(
            "\\b(?:download|fetch|retriev)\\w*\\b|\\b(?:access|open|reach|load)\\w* (?:to )?(?:the |this |an? )?(?:\\w+ )?"
                    + "(?:from (?:the )?)?(?:url|link|https?:)|\\burl\\b.{0,60}?\\b(?:accessib|reach|expired|timed out|timeout)"),

    /** "xyz is not a valid model ID", "Model Not Exist", "has been decommissioned". */
    MODEL("\\b(?:model|deployment)\\b.{0,160}?\\b(?:not found|not exist|no longer (?:supported|available)"
            + "|(?:has|have) been (?:decommissioned|deprecated|retired|removed)|(?:identifier|name|id) is invalid"
            + "|is (?:not (?:a valid|available|known|recogni[sz]ed|loaded|deployed)|deprecated|retired))\\b"
            + "|\\bmodel (?:id |name )?\\S{1,120} is (?:not supported|invalid|unknown)\\b"
            + "|\\b(?:invalid|unknown|unsupported|unrecogni[sz]ed) model\\b|\\bnot a valid model\\b"),

    /** "Invalid URL", "no Route matched", "Not Found". */
    URL("\\A(?:invalid url\\b.*|unknown request url\\b.*|no route\\b.*|not allowed to \\w+ on\\b.*"
            + "|(?:(?:resource|page|path|url|route|endpoint) )?not found\\W*|method not allowed\\W*)\\z");

    /** A provider may repeat what it was sent: how much of a sentence is looked at, in characters. */
    private static final int READ = 2_000;

    private final Pattern pattern;

    ProviderErrorKind(String expression) {
        pattern = Pattern.compile(expression, Pattern.CASE_INSENSITIVE | Pattern.DOTALL);
    }

    /** Whether a message is about this; one that is not there is about nothing. */
    boolean in(@Nullable String message) {
        return message != null
                && pattern.matcher(message.substring(0, Math.min(READ, message.length())))
                        .find();
    }
}
