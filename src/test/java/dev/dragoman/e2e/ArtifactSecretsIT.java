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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-----BEGIN PRIVATE KEY-----\nBASE64\n-----END PRIVATE KEY-----",
                "-----BEGIN RSA PRIVATE KEY-----\r\nBASE64",
                "-----BEGIN ENCRYPTED PRIVATE KEY-----\\nBASE64\\n",
                "-----BEGIN EC PRIVATE KEY----- BASE64",
                "-----BEGIN OPENSSH PRIVATE KEY-----BASE64",
                "-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,00FF\n\nBASE64",
                "-----BEGIN RSA PRIVATE KEY-----\\nProc-Type: 4,ENCRYPTED\\n\\nBASE64"
            })
    @Tag("F097")
    void aPrivateKeyIsFound(String pem, @TempDir Path folder) throws IOException {
        Path executable = folder.resolve("a");
        Files.writeString(
                executable, "\0" + pem.replace("BASE64", "MC4CAQAwBQYDK2VwBCIEIJ+DYvh6SEqVTm50DFtMDoQikTmi") + "\0");

        assertThat(Secrets.in(executable)).containsExactly("a");
    }

    // Libraries that read PEM hold its first and last line, and native executables hold libraries.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "-----BEGIN PRIVATE KEY-----",
                "-----BEGIN PRIVATE KEY-----\n",
                "-----BEGIN PRIVATE KEY-----\0MC4CAQAwBQYDK2VwBCIEIJ+DYvh6SEqVTm50DFtMDoQikTmi",
                "-----BEGIN PRIVATE KEY-----\n-----END PRIVATE KEY-----",
                "-----BEGIN RSA PRIVATE KEY----- is not supported",
                "-----BEGIN CERTIFICATE-----\nMC4CAQAwBQYDK2VwBCIEIJ+DYvh6SEqVTm50DFtMDoQikTmi"
            })
    @Tag("F097")
    void theLineWithoutAKeyIsNone(String text, @TempDir Path folder) throws IOException {
        assertThat(Secrets.in(Files.writeString(folder.resolve("a"), "\0" + text + "\0")))
                .isEmpty();
    }
}
