package dev.dragoman.bridge;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;

/** Values that mean the same as leaving the field out, so that it can be left out. */
final class DefaultValues {
    private DefaultValues() {}

    static boolean never(JsonNode value) {
        return false;
    }

    static boolean no(JsonNode value) {
        return value.isBoolean() && !value.booleanValue();
    }

    static boolean empty(JsonNode value) {
        return value.isContainerNode() && value.isEmpty();
    }

    static boolean zero(JsonNode value) {
        return value.isNumber() && value.decimalValue().signum() == 0;
    }

    static boolean one(JsonNode value) {
        return value.isNumber() && value.decimalValue().compareTo(BigDecimal.ONE) == 0;
    }

    static boolean textOnly(JsonNode value) {
        return value.isArray()
                && value.valueStream().allMatch(mode -> mode.asText().equals("text"));
    }

    /** A choice of tools that needs none. */
    static boolean optional(JsonNode value) {
        return value.isMissingNode()
                || value.isNull()
                || value.asText().equals("auto")
                || value.asText().equals("none");
    }

    static boolean disabled(JsonNode value) {
        return value.asText().equals("disabled");
    }
}
