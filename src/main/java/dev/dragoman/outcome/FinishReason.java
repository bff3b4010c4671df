package dev.dragoman.outcome;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What a provider's reason to stop means, in whatever words: those of the OpenAI family and those of the models behind
 * gateways that pass their own words on. Case, underscores and the like do not count, nor does a {@code FINISH_REASON}
 * in front.
 *
 * @see <a href="https://platform.openai.com/docs/api-reference/chat/object">The chat completion object</a>
 * @see <a href="https://docs.claude.com/en/api/handling-stop-reasons">Anthropic's stop reasons</a>
 * @see <a href="https://ai.google.dev/api/generate-content#FinishReason">Gemini's finish reasons</a>
 */
public enum FinishReason {
    /** The model finished, or called a tool. */
    COMPLETE,
    /** A limit of the output's or the context's length. */
    LENGTH,
    /** The model or a filter declined. */
    FILTERED,
    /** The model failed. */
    FAILED,
    /** None, or one that is not known: the answer may be whole or not. */
    UNKNOWN;

    private static final Map<String, FinishReason> MEANINGS = byName(Map.of(
            COMPLETE,
            Set.of(
                    "stop",
                    "stopped",
                    "stopsequence",
                    "stopstring",
                    "stoptoken",
                    "endturn",
                    "endofturn",
                    "eos",
                    "eostoken",
                    "endoftext",
                    "end",
                    "done",
                    "complete",
                    "completed",
                    "finish",
                    "finished",
                    "toolcall",
                    "toolcalls",
                    "tooluse",
                    "functioncall",
                    "functioncalls"),
            LENGTH,
            Set.of(
                    "length",
                    "maxlength",
                    "modellength",
                    "lengthlimit",
                    "tokenlimit",
                    "outputlimit",
                    "errorlimit",
                    "maxtokens",
                    "maxnewtokens",
                    "maxoutputtokens",
                    "maxcompletiontokens",
                    "maxtokensreached",
                    "contextlength",
                    "contextlengthexceeded",
                    "contextwindowexceeded",
                    "modelcontextwindowexceeded"),
            FILTERED,
            Set.of(
                    "contentfilter",
                    "contentfiltered",
                    "filtered",
                    "refusal",
                    "refused",
                    "safety",
                    "blocked",
                    "blocklist",
                    "contentblocked",
                    "prohibitedcontent",
                    "recitation",
                    "language",
                    "spii",
                    "sensitive",
                    "moderation",
                    "modelarmor",
                    "errortoxic",
                    "guardrailintervened",
                    "policyviolation",
                    "contentpolicyviolation",
                    "imagesafety",
                    "imageprohibitedcontent",
                    "imagerecitation"),
            FAILED,
            Set.of(
                    "error",
                    "failed",
                    "servererror",
                    "internalerror",
                    "networkerror",
                    "insufficientsystemresource",
                    "malformedfunctioncall",
                    "malformedmodeloutput",
                    "malformedtooluse",
                    "unexpectedtoolcall")));

    private static final Pattern NO_LETTER = Pattern.compile("[^A-Za-z]");
    private static final String PREFIX = "finishreason";

    private static Map<String, FinishReason> byName(Map<FinishReason, Set<String>> names) {
        Map<String, FinishReason> meanings = new HashMap<>();
        names.forEach((meaning, each) -> each.forEach(name -> meanings.put(name, meaning)));
        return Map.copyOf(meanings);
    }

    /**
     * The meaning of a reason.
     *
     * @param reason in the provider's words
     * @return unknown if it is in no list
     */
    public static FinishReason of(String reason) {
        String letters = NO_LETTER.matcher(reason).replaceAll("").toLowerCase(Locale.ROOT);
        String name = letters.startsWith(PREFIX) ? letters.substring(PREFIX.length()) : letters;
        return MEANINGS.getOrDefault(name, UNKNOWN);
    }
}
