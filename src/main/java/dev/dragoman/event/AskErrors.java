package dev.dragoman.event;

import java.util.List;

/** The ways in which an ask is malformed. Names come from the ask and are cut; values are never repeated. */
final class AskErrors {
    private static final int MAX_NAME = 64;

    private static final String AN_ASK = "An ask looks like {\"id\": \"...\", \"body\": {\"input\": \"...\"}} or"
            + " {\"document\": \"s3://bucket/key\"}, or is a bare request body with \"messages\" or \"input\".";

    private AskErrors() {}

    /** What came by a queue or an invocation is no JSON at all. */
    static Content.Malformed notAnAsk(String what, String problem) {
        return new Content.Malformed(
                400, "invalid_json", invalidJson(what, problem).message() + " " + AN_ASK, null);
    }

    /** It is JSON, but not an ask. */
    static Content.Malformed notAnAsk() {
        String message = "This is neither an ask nor an event that Dragoman knows. " + AN_ASK;
        return new Content.Malformed(400, "invalid_ask", message, null);
    }

    /** An event that this function was wired to by its operator, and in which there is no ask. */
    static Content.Malformed notUnderstood() {
        String message =
                "This is an event of an AWS service in which Dragoman finds neither an ask nor a document; it is not"
                        + " acknowledged. Connect the function only to sources that docs/doors.md names.";
        return new Content.Malformed(502, "event_not_understood", message, null);
    }

    static Content.Malformed brokenPointer() {
        String message =
                "The message is a pointer of the SQS extended client, but its \"s3BucketName\" and \"s3Key\" name no"
                        + " object.";
        return new Content.Malformed(400, "invalid_pointer", message, null);
    }

    static Content.Malformed pointerInInvocation() {
        String message =
                "The invocation is a pointer of the SQS extended client, which is followed in messages of a queue only;"
                        + " invoke the function with the ask itself.";
        return new Content.Malformed(400, "invalid_pointer", message, null);
    }

    static Content.Malformed invalidJson(String what, String problem) {
        return new Content.Malformed(400, "invalid_json", "The %s %s.".formatted(what, problem), null);
    }

    static Content.Malformed unsupportedEncoding() {
        return new Content.Malformed(
                415,
                "unsupported_encoding",
                "The request's Content-Encoding is not supported; send gzip, deflate or no encoding.",
                null);
    }

    static Content.Malformed tooLarge(long largest) {
        return new Content.Malformed(
                413,
                "request_too_large",
                "The request's decoded body may have %,d bytes at most (DRAGOMAN_HTTP_MAX_BODY).".formatted(largest),
                null);
    }

    static Content.Malformed field(String name, String rule) {
        return new Content.Malformed(400, "invalid_value", "\"%s\" %s.".formatted(name, rule), name);
    }

    static Content.Malformed missing(String name, String rule) {
        return new Content.Malformed(400, "missing_required_parameter", "\"%s\" %s.".formatted(name, rule), name);
    }

    static Content.Malformed unknown(String name, List<String> known) {
        String shown = printable(name);
        String message =
                "\"%s\" is no field of such an ask; it may have %s.".formatted(shown, String.join(", ", known));
        return new Content.Malformed(400, "unknown_parameter", message, shown);
    }

    static Content.Malformed unsupported(String name, String rule) {
        return new Content.Malformed(400, "unsupported_value", "\"%s\" %s.".formatted(name, rule), name);
    }

    private static String printable(String name) {
        String cut = name.codePoints()
                .limit(MAX_NAME)
                .map(point ->
                        Character.isISOControl(point) || Character.getType(point) == Character.SURROGATE ? '?' : point)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
        return cut.length() < name.length() ? cut + "..." : cut;
    }
}
