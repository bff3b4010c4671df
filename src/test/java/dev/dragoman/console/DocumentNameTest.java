package dev.dragoman.console;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DocumentNameTest {
    private static final int ROOM = 100;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a.pdf",
                "contracts/2026/a b.pdf",
                "über.md",
                "<img src=x onerror=alert(1)>.md",
                "a..b.md",
                "...",
                "%2e%2e",
                "文.md",
                "\uD83D\uDE00.md",
                "a+b&c=d?.md"
            })
    void namesAreData(String name) {
        assertThat(DocumentName.isGood(name, ROOM)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "", " ", ".", "..", "../a", "a/../b", "a/./b", "a/..", "/a", "a/", "a//b", "a/ /b", "a\nb", "a\u0000",
                "a\u007F", "a\u0085", "a\u2028", "a\\b", "a\uD83D", "a\uFFFD"
            })
    @Tag("F086")
    void whatMayBeAWayElsewhereIsNone(String name) {
        assertThat(DocumentName.isGood(name, ROOM)).isFalse();
    }

    @Test
    void aNameHasRoomInAKey() {
        assertThat(DocumentName.isGood("é".repeat(50), ROOM)).isTrue();
        assertThat(DocumentName.isGood("é".repeat(51), ROOM)).isFalse();
    }

    /** Whatever lies in the bucket can be looked at, unless the name leads elsewhere. */
    @Test
    void moreCanBeReadThanWritten() {
        assertThat(DocumentName.isReadable("a\nb//c")).isTrue();
        assertThat(DocumentName.isReadable("a/../b")).isFalse();
        assertThat(DocumentName.isReadable("")).isFalse();
        assertThat(DocumentName.isReadable("a".repeat(1_025))).isFalse();
    }

    @Test
    void itStandsInTheQuery() {
        assertThat(DocumentName.in("name=a%2Fb%20c%2B.md")).contains("a/b c+.md");
        assertThat(DocumentName.in("x=1&name=a")).contains("a");
        assertThat(DocumentName.in("")).isEmpty();
        assertThat(DocumentName.in("name=%zz")).isEmpty();
    }
}
