package dev.dragoman.config;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.smallrye.config.WithDefault;
import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Proxy;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.eclipse.microprofile.config.spi.Converter;

/**
 * The settings from a few values of a test's own, with the defaults that the interfaces name. Values are converted by
 * the real configuration; the interfaces are implemented here, as the container's implementations are generated when
 * Quarkus is built.
 */
public final class Settings {
    private static final int ORDINAL = 300;
    private static final Pattern WORD_START = Pattern.compile("(?<=[a-z])(?=[A-Z])");

    private final SmallRyeConfig config;

    private Settings(Map<String, String> properties) {
        config = new SmallRyeConfigBuilder()
                .addDiscoveredConverters()
                .withSources(new PropertiesConfigSource(properties, "test", ORDINAL))
                .build();
    }

    /**
     * One stage's settings.
     *
     * @param type a {@code @ConfigMapping} interface
     * @param namesAndValues keys below its prefix and their values, by turns
     * @return the defaults for every other key
     */
    public static <T> T of(Class<T> type, String... namesAndValues) {
        Map<String, String> properties = new TreeMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            properties.put(prefix(type) + "." + namesAndValues[i], namesAndValues[i + 1]);
        }
        return new Settings(properties).group(type, prefix(type));
    }

    static String prefix(Class<?> type) {
        return type.getAnnotation(ConfigMapping.class).prefix();
    }

    static String key(Method method) {
        return WORD_START.matcher(method.getName()).replaceAll("-").toLowerCase(Locale.ROOT);
    }

    private <T> T group(Class<T> type, String prefix) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(),
                new Class<?>[] {type},
                (proxy, method, arguments) -> value(method, prefix + "." + key(method))));
    }

    private Object value(Method method, String property) {
        Class<?> type = method.getReturnType();
        if (type == Map.class) {
            return groups((Class<?>) argument(method.getGenericReturnType(), 1), property);
        }
        if (type == OptionalInt.class) {
            return config.getValue(property, OptionalInt.class);
        }
        if (type == Optional.class) {
            Type wanted = argument(method.getGenericReturnType(), 0);
            return wanted instanceof ParameterizedType list
                    ? config.getOptionalValues(property, (Class<?>) argument(list, 0), ArrayList::new)
                    : config.getOptionalValue(property, (Class<?>) wanted);
        }
        WithDefault standard = method.getAnnotation(WithDefault.class);
        if (type.isEnum()) {
            return constant(
                    type, config.getOptionalValue(property, String.class).orElseGet(standard::value));
        }
        return standard == null
                ? config.getValue(property, type)
                : valueOr(standard.value(), config.getConverter(type).orElseThrow(), property);
    }

    private <T> T valueOr(String standard, Converter<T> converter, String property) {
        return converter.convert(config.getOptionalValue(property, String.class).orElse(standard));
    }

    private Map<String, Object> groups(Class<?> type, String property) {
        Map<String, Object> groups = new TreeMap<>();
        for (String name : config.getPropertyNames()) {
            if (name.startsWith(property + ".")) {
                String group = name.substring(property.length() + 1).replaceFirst("\\..*", "");
                groups.computeIfAbsent(group, absent -> group(type, property + "." + group));
            }
        }
        return groups;
    }

    private static Type argument(Type type, int index) {
        return ((ParameterizedType) type).getActualTypeArguments()[index];
    }

    private static Object constant(Class<?> type, String text) {
        return List.of(type.getEnumConstants()).stream()
                .filter(constant -> constant.toString().equalsIgnoreCase(text))
                .findFirst()
                .orElseThrow();
    }
}
