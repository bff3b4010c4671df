package dev.dragoman.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ConfigurationDocTest {
    private static final Path PAGE = Path.of("docs/configuration.md");

    @Test
    void thePageSaysWhatTheInterfacesSay() throws IOException {
        String rendered = ConfigurationDoc.render();
        if (Boolean.getBoolean("update.docs")) {
            Files.createDirectories(PAGE.getParent());
            Files.writeString(PAGE, rendered);
        }

        assertThat(PAGE)
                .as("docs/configuration.md is stale: mvn test -Dtest=ConfigurationDocTest -Dupdate.docs=true")
                .hasContent(rendered);
    }

    @ParameterizedTest
    @MethodSource("types")
    void everyKeyOfAnInterfaceIsFound(Class<?> type) {
        long keys = Stream.concat(
                        Stream.of(type), Stream.of(type.getDeclaredClasses()).filter(Class::isInterface))
                .flatMap(owner -> Stream.of(owner.getDeclaredMethods()))
                .filter(key -> key.getReturnType() != Map.class)
                .filter(key -> !key.isSynthetic())
                .map(Method::getName)
                .count();

        assertThat(ConfigurationDoc.settings(type)).hasSize(Math.toIntExact(keys));
    }

    @ParameterizedTest
    @MethodSource("types")
    void everyKeySaysWhatItMeans(Class<?> type) {
        assertThat(ConfigurationDoc.settings(type))
                .allSatisfy(setting ->
                        assertThat(setting.meaning()).hasSizeGreaterThan(10).doesNotContain("{@", "@param", "\n"));
    }

    static List<Class<?>> types() {
        return ConfigurationDoc.types();
    }
}
