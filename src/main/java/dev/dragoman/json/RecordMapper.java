package dev.dragoman.json;

import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.AnnotatedParameter;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Binds records to JSON: each component is a field of the same name. Instants and durations are ISO 8601 texts. A field
 * may be missing or null only if its component is {@code @Nullable}; a number that is missing is 0. Unknown fields are
 * ignored, so that a newer program may add some.
 *
 * <p>The records and the mix-ins have to be registered for reflection, since a native executable keeps no other members.
 */
public final class RecordMapper {
    private final JsonMapper mapper;

    /**
     * A mapper for some records. It is expensive: make one and keep it.
     *
     * @param mixIns for records that carry no annotations themselves, a class with the annotations to read in their place
     */
    public RecordMapper(Map<Class<?>, Class<?>> mixIns) {
        JsonMapper.Builder builder = Json.newMapper(Json.MAX_PAID_TOKENS)
                .addModule(new JavaTimeModule())
                .annotationIntrospector(new NullsAsDeclared())
                .disable(MapperFeature.AUTO_DETECT_IS_GETTERS)
                .disable(
                        SerializationFeature.WRITE_DATES_AS_TIMESTAMPS,
                        SerializationFeature.WRITE_DURATIONS_AS_TIMESTAMPS)
                .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .defaultLeniency(false);
        mixIns.forEach(builder::addMixIn);
        this.mapper = builder.build();
    }

    /**
     * Writes a record on one line.
     *
     * @param value the record
     * @return its UTF-8 text
     */
    public byte[] bytes(Object value) {
        try {
            return mapper.writeValueAsBytes(value);
        } catch (JsonProcessingException unbound) {
            throw new UncheckedIOException(unbound);
        }
    }

    /**
     * Makes a record of a tree.
     *
     * @param json the tree, as {@link Json} has read it
     * @param type the record, or an interface whose annotations tell its records apart
     * @param <T> its type
     * @return a new record
     * @throws IllegalArgumentException if a field is missing, or its value does not fit; the message names the field, and
     *     has none of the content
     */
    public <T> T read(JsonNode json, Class<T> type) {
        try {
            return mapper.treeToValue(json, type);
        } catch (JsonMappingException unbound) {
            throw new IllegalArgumentException(path(unbound.getPath()) + " is missing or does not fit");
        } catch (JsonProcessingException unbound) {
            throw new IllegalArgumentException("the JSON does not fit");
        }
    }

    private static String path(List<JsonMappingException.Reference> path) {
        return path.stream()
                .map(step -> "/" + Objects.requireNonNullElse(step.getFieldName(), String.valueOf(step.getIndex())))
                .collect(Collectors.joining());
    }

    /** Holds the JSON to what the record declares about null. */
    private static final class NullsAsDeclared extends JacksonAnnotationIntrospector {
        private static final long serialVersionUID = 1;

        @Override
        public JsonSetter.Value findSetterInfo(Annotated annotated) {
            if (annotated instanceof AnnotatedParameter parameter
                    && parameter.getDeclaringClass().isRecord()
                    && !parameter.getRawType().isPrimitive()) {
                // SKIP and not SET: that would make a NullNode of null if the component is a JsonNode.
                return JsonSetter.Value.forValueNulls(isNullable(parameter) ? Nulls.SKIP : Nulls.FAIL);
            }
            return super.findSetterInfo(annotated);
        }

        private static boolean isNullable(AnnotatedParameter parameter) {
            return parameter
                    .getDeclaringClass()
                    .getRecordComponents()[parameter.getIndex()]
                    .getAnnotatedType()
                    .isAnnotationPresent(Nullable.class);
        }
    }
}
