package dev.dragoman.local.model;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Writes the answer: a tool call, JSON in the requested form, or sentences chosen from what was sent. */
final class Composer {
    /** The first line of an answer about files or a long text. */
    static final String SUMMARY = "[stand-in summary]";

    /** The first line of any other answer. */
    static final String ANSWER = "[stand-in answer]";

    /** The lines that Dragoman puts around a document's text. */
    private static final Pattern ENCLOSING = Pattern.compile("(?m)^</?document [0-9a-f]{32}>$");

    private static final int SENTENCES = 12;
    private static final int LONG_TEXT = 400;

    private final Clock clock;

    Composer(Clock clock) {
        this.clock = clock;
    }

    Draft compose(Prompt prompt, Conversation conversation) {
        Tools.@Nullable Call call = ToolRule.decide(prompt, conversation);
        String text = call == null
                ? stopped(text(prompt, conversation), prompt.request().path("stop"))
                : "";
        int reasoning = Math.min(reasoning(prompt.effort()), prompt.limit());
        String kept = Tokens.cut(text, prompt.limit() - reasoning);
        Draft.Finish finish = call != null
                ? Draft.Finish.TOOL_CALL
                : kept.length() < text.length() ? Draft.Finish.LENGTH : Draft.Finish.STOP;
        int visible = Tokens.of(call == null ? kept : call.name() + call.arguments());
        int tools = Tokens.of(prompt.request().path("tools").toString());
        Draft.Usage usage = new Draft.Usage(conversation.tokens() + tools, 0, visible, reasoning);
        String id = UUID.randomUUID().toString().replace("-", "");
        return new Draft(id, clock.instant(), finish, kept, call, usage);
    }

    // "stop" of chat: one sequence or several; the text ends before the first.
    private static String stopped(String text, JsonNode stop) {
        String kept = text;
        for (JsonNode sequence : stop.isArray() ? stop : List.of(stop)) {
            int found = sequence.isTextual() ? kept.indexOf(sequence.textValue()) : -1;
            kept = found < 0 ? kept : kept.substring(0, found);
        }
        return kept;
    }

    private static int reasoning(String effort) {
        return switch (effort) {
            case "minimal" -> 8;
            case "low" -> 16;
            case "medium" -> 64;
            case "high" -> 256;
            case "xhigh" -> 512;
            default -> 0;
        };
    }

    private static String text(Prompt prompt, Conversation conversation) {
        if (!prompt.format().isMissingNode()) {
            return new SchemaFiller(conversation.question()).fill(prompt.format());
        }
        List<String> lines = new ArrayList<>();
        if (conversation.materials().isEmpty()) {
            answer(conversation, lines);
        } else {
            lines.add(SUMMARY);
            conversation.materials().forEach(material -> describe(material, lines));
        }
        if (!prompt.tools().hosted().isEmpty()) {
            lines.add("(A stand-in has no web and no tools of its own; not used: "
                    + String.join(", ", prompt.tools().hosted()) + ".)");
        }
        return String.join("\n", lines);
    }

    private static void describe(Material material, List<String> lines) {
        if (material instanceof Material.Document document) {
            List<String> chosen = Extract.of(document.text(), SENTENCES);
            lines.add("From " + document.title() + (chosen.isEmpty() ? ", which holds no text." : ":"));
            chosen.forEach(sentence -> lines.add("- " + sentence));
        } else {
            lines.add("The picture is " + material.title() + ".");
        }
    }

    // If an instruction and a document's text are sent as two parts, the longer one is the document.
    private static void answer(Conversation conversation, List<String> lines) {
        String longest = conversation.turns().stream()
                .filter(turn -> turn.is("user"))
                .flatMap(turn -> turn.texts().stream())
                .max(Comparator.comparingInt(String::length))
                .orElse("");
        boolean isDocument = longest.length() >= LONG_TEXT;
        lines.add(isDocument ? SUMMARY : ANSWER);
        lines.add(isDocument ? "From the text:" : "You said:");
        Extract.of(isDocument ? ENCLOSING.matcher(longest).replaceAll("") : conversation.question(), SENTENCES)
                .forEach(sentence -> lines.add("- " + sentence));
    }
}
