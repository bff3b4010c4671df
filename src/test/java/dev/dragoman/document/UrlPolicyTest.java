package dev.dragoman.document;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dragoman.document.UrlPolicy.UrlCheck;
import java.net.InetAddress;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UrlPolicyTest {
    private static final UrlPolicy GUARD = new UrlPolicy(new PublicAddresses());

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "https://example.com/a.pdf             | example.com | 443 | /a.pdf",
                "HTTPS://Example.COM/a.pdf             | example.com | 443 | /a.pdf",
                "https://example.com                   | example.com | 443 | /",
                "https://example.com:8443/a?b=c#d      | example.com | 8443 | /a?b=c",
                "https://example.com?b=@c              | example.com | 443 | /?b=@c",
                "https://my_bucket.s3.example.com/@me  | my_bucket.s3.example.com | 443 | /@me",
                "https://xn--mnchen-3ya.de/            | xn--mnchen-3ya.de | 443 | /",
                "https://8.8.8.8/a                     | 8.8.8.8 | 443 | /a",
                "https://[2606:4700:4700::1111]:444/a  | [2606:4700:4700::1111] | 444 | /a"
            })
    void aPlainHttpsUrlIsLetThrough(String url, String host, int port, String uri) {
        assertThat(GUARD.checkToFetch(url)).isInstanceOfSatisfying(UrlCheck.Allowed.class, allowed -> {
            assertThat(allowed.host()).isEqualTo(host);
            assertThat(allowed.port()).isEqualTo(port);
            assertThat(allowed.uri()).isEqualTo(uri);
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "https:",
                "https:/example.com/a",
                "http://example.com/a",
                "file:///etc/passwd",
                "ftp://example.com/a",
                "gopher://example.com/a",
                "jar:https://example.com/a.jar!/b",
                "//example.com/a",
                "example.com/a",
                " https://example.com/a"
            })
    @Tag("F081")
    void anythingButHttpsIsRefused(String url) {
        refused(url, "https");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://user@example.com/a",
                "https://user:secret@example.com/a",
                "https://example.com@127.0.0.1/a",
                "https://user@example.com@evil.example/a",
                "https://example.com\\@evil.example/a",
                "https://@example.com/"
            })
    @Tag("F082")
    void userInformationIsRefused(String url) {
        refused(url, "@");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https:///a",
                "https://:443/a",
                "https://localhost/a",
                "https://localhost./a",
                "https://LOCALHOST/a",
                "https://a.localhost/a",
                "https://printer.local/a",
                "https://metadata.google.internal/a",
                "https://intranet/a",
                "https://0/a",
                "https://127.1/a",
                "https://2130706433/a",
                "https://0x7f000001/a",
                "https://0x7f.0.0.1/a",
                "https://017700000001/a",
                "https://0177.0.0.1/a",
                "https://127.0.0.01/a",
                "https://127.0.0.1./a",
                "https://1.2.3.4.5/a",
                "https://256.1.1.1/a",
                "https://999.1.1.1/a",
                "https://0x7f.1/a",
                "https://0377.0377.0377.0377/a",
                "https://1.2.3/a",
                "https://4294967295/a",
                "https://[1::2::3]/a",
                "https://[12345::1]/a",
                "https://[1:2:3:4:5:6:7]/a",
                "https://[1:2:3:4:5:6:7:8:9]/a",
                "https://[:1]/a",
                "https://[:::]/a",
                "https://[::7f00:1:]/a",
                "https://example.0x7f/a",
                "https://[::ffff:127.0.0.1]/a",
                "https://[::ffff:7f00:1]/a",
                "https://[::ffff:8.8.8.8]/a",
                "https://[fe80::1%25eth0]/a",
                "https://[fe80::1%eth0]/a",
                "https://[v1.a]/a",
                "https://[::1/a",
                "https://::1/a",
                "https://exa%6dple.com/a",
                "https://ex\u0430mple.com/a",
                "https://m\u00fcnchen.de/a",
                "https://127\u3002" + "0.0.1/a",
                "https://\u2460.1.1.1/a",
                "https://example..com/a",
                "https://.example.com/a",
                "https://-example.com/a",
                "https://exa mple.com/a",
                "https://example.com\t/a",
                "https://example.com:/a",
                "https://example.com:443:1/a",
                "https://example.com:+443/a",
                "https://example.com\\a.example/"
            })
    @Tag("F082")
    void aHostThatParsersReadDifferentlyIsRefused(String url) {
        refused(url, "host");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://127.0.0.1/a",
                "https://127.0.0.1:9001/2018-06-01/runtime/invocation/next",
                "https://0.0.0.0/a",
                "https://10.1.2.3/a",
                "https://169.254.169.254/latest/meta-data/",
                "https://169.254.170.2/v2/credentials",
                "https://169.254.170.23/v1/credentials",
                "https://[fd00:ec2::23]/v1/credentials",
                "https://[::]/a",
                "https://[::1]/a",
                "https://[fd00:ec2::254]/latest/meta-data/",
                "https://[64:ff9b::7f00:1]/a",
                "https://[2002:7f00:1::]/a"
            })
    @Tag("F080")
    @Tag("F085")
    void anAddressThatIsNotPublicIsRefused(String url) {
        refused(url, "not public");
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://example.com:0/", "https://example.com:65536/", "https://example.com:99999/"})
    void aPortThatIsNoneIsRefused(String url) {
        refused(url, "port");
    }

    @Test
    void aLiteralIsTheAddressToConnectTo() throws Exception {
        InetAddress address = InetAddress.getByName("8.8.8.8");

        assertThat(GUARD.check("https://8.8.8.8/")).isEqualTo(new UrlCheck.Allowed("8.8.8.8", 443, "/", address));
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://example.com/a b", "https://example.com/\u00fc", "https://example.com/a\r\nX: 1"})
    void whatIsFetchedHasToBeEncoded(String url) {
        assertThat(GUARD.checkToFetch(url))
                .isInstanceOfSatisfying(
                        UrlCheck.Denied.class,
                        refused -> assertThat(refused.rule()).contains("percent-encode"));
    }

    @Test
    @Tag("F088")
    void whatIsFetchedHasAnAddressOfAtMostTwoThousandCharacters() {
        String longest = "https://example.com/" + "x".repeat(UrlPolicy.MAX_LENGTH - 20);

        assertThat(GUARD.checkToFetch(longest)).isInstanceOf(UrlCheck.Allowed.class);
        assertThat(GUARD.checkToFetch(longest + "x")).isInstanceOf(UrlCheck.Denied.class);
    }

    private static void refused(String url, String why) {
        assertThat(GUARD.check(url))
                .isInstanceOfSatisfying(
                        UrlCheck.Denied.class,
                        refused -> assertThat(refused.rule()).contains(why));
    }
}
