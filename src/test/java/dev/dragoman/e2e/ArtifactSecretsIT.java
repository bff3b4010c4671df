package dev.dragoman.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dragoman.local.DragomanProcess;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.JarOutputStream;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What must be in no artifact, be it a jar or an executable. */
class ArtifactSecretsIT {
    @Test
    @Tag("F097")
    void noSecretOfTheBuildIsInTheArtifact() throws IOException {
        assertThat(Secrets.in(Path.of(System.getProperty(DragomanProcess.ARTIFACT, "target/dragoman-runner.jar"))))
                .isEmpty();
    }

    @Test
    @Tag("F097")
    void aSecretInAnArtifactIsFound(@TempDir Path folder) throws IOException {
        Path jar = folder.resolve("a.jar");
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar))) {
            out.putNextEntry(new ZipEntry("application.properties"));
            out.write("key=canary-0000-of-a-build\n".repeat(100).getBytes(StandardCharsets.UTF_8));
        }
        Path executable = Files.writeString(folder.resolve("a"), "\0sk-0123456789abcdefghijklmnop\0");

        assertThat(Secrets.in(jar)).containsExactly("application.properties");
        assertThat(Secrets.in(executable)).containsExactly("a");
    }
}
