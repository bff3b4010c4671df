package dev.dragoman.e2e;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Looks for secrets in an artifact: what has the form of a key, and the values of this build's own variables that are
 * named as secrets are. So a build with {@code GMI_API_KEY} set shows whether that was built in.
 */
final class Secrets {
    /**
     * The line alone is no key: whatever reads PEM holds it. A key goes on in base64, after a line's end as it is or as source
     * text escapes it, and after the headers of an encrypted one.
     */
    private static final String PRIVATE_KEY = "-----BEGIN [A-Z ]*PRIVATE KEY-----"
            + "(?:\\s|\\\\[rn])*+(?:[A-Za-z-]+: [^\\r\\n\\\\]*+(?:\\s|\\\\[rn])++)*+[A-Za-z0-9+/]{32}";

    private static final String FORMS = "sk-[A-Za-z0-9_-]{20,}|AKIA[0-9A-Z]{16}|canary-[0-9a-f]{4}|" + PRIVATE_KEY;

    private static final Pattern NAMED_SECRET = Pattern.compile(".*(KEY|SECRET|TOKEN|PASSWORD).*");
    private static final int SHORTEST = 8;

    private Secrets() {}

    /** The entries of a jar, or the name of any other file, that hold one. */
    static List<String> in(Path artifact) throws IOException {
        Pattern secret = Pattern.compile(Stream.concat(Stream.of(FORMS), ofThisBuild())
                .reduce((one, other) -> one + "|" + other)
                .orElseThrow());
        List<String> found = new ArrayList<>();
        if (!artifact.toString().endsWith(".jar")) {
            if (secret.matcher(text(Files.readAllBytes(artifact))).find()) {
                found.add(artifact.getFileName().toString());
            }
            return found;
        }
        try (JarFile jar = new JarFile(artifact.toFile())) {
            for (JarEntry entry : jar.stream().toList()) {
                if (secret.matcher(text(jar.getInputStream(entry).readAllBytes()))
                        .find()) {
                    found.add(entry.getName());
                }
            }
        }
        return found;
    }

    private static Stream<String> ofThisBuild() {
        return System.getenv().entrySet().stream()
                .filter(variable -> NAMED_SECRET.matcher(variable.getKey()).matches())
                .map(Map.Entry::getValue)
                .filter(value -> value.length() >= SHORTEST)
                .map(Pattern::quote);
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }
}
