package dev.dragoman.document;

import io.netty.util.NetUtil;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a client's URL may look like (design section 6). The grammar is stricter than that of any URL parser. A check
 * can be bypassed if two parsers read the same text differently, so only what all of them read alike is allowed.
 */
final class UrlPolicy {
    /** The longest URL that is fetched. */
    static final int MAX_LENGTH = 2_048;

    /** The result of a check. */
    sealed interface UrlCheck {
        /**
         * Handles both alternatives.
         *
         * @return what the function for this alternative returns
         */
        <T> T match(Function<Allowed, T> allowed, Function<Denied, T> denied);

        /**
         * The URL may be fetched.
         *
         * @param host as written, an IPv6 literal in brackets
         * @param port 443 if none is given
         * @param uri path and query, without the fragment
         * @param literal the address if the host is one; null for a name
         */
        record Allowed(
                String host, int port, String uri, @Nullable InetAddress literal) implements UrlCheck {
            @Override
            public <T> T match(Function<Allowed, T> allowed, Function<Denied, T> denied) {
                return allowed.apply(this);
            }
        }

        /**
         * The URL is refused.
         *
         * @param rule a clause whose subject is the field
         */
        record Denied(String rule) implements UrlCheck {
            @Override
            public <T> T match(Function<Allowed, T> allowed, Function<Denied, T> denied) {
                return denied.apply(this);
            }
        }
    }

    private static final Pattern URL =
            Pattern.compile("https://([^/?#]*)([^#]*)(#.*)?", Pattern.CASE_INSENSITIVE | Pattern.DOTALL);
    private static final Pattern AUTHORITY = Pattern.compile("(\\[[^\\]]*]|[^:\\[\\]]+)(?::([0-9]{1,5}))?");
    private static final Pattern LABEL = Pattern.compile("[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?");
    // A last label with a leading digit makes browsers and C libraries read the whole host as a number.
    private static final Pattern LAST_LABEL = Pattern.compile("[a-z]([a-z0-9-]{0,61}[a-z0-9])?");
    private static final Pattern IPV4 = Pattern.compile("(?:(?:0|[1-9][0-9]{0,2})(?:\\.(?!$)|$)){4}");
    private static final Pattern IPV6 = Pattern.compile("\\[[0-9a-f]*:[0-9a-f:]*]");
    private static final Pattern PRINTABLE = Pattern.compile("[!-~]*");
    private static final Set<String> LOCAL_ZONES = Set.of("localhost", "local", "internal");
    private static final int MAX_HOST = 253;
    private static final int MAX_PORT = 65_535;
    private static final int HTTPS = 443;

    private static final UrlCheck NOT_HTTPS = new UrlCheck.Denied("has to be an https URL");
    private static final UrlCheck WITH_USER =
            new UrlCheck.Denied("has user information or another \"@\" before its path; leave it out");
    private static final UrlCheck ODD_HOST = new UrlCheck.Denied(
            "has to name its host as a public domain name in ASCII or as an IP address in its usual spelling");
    private static final UrlCheck NOT_PUBLIC = new UrlCheck.Denied("leads to an address that is not public");

    private static final UrlCheck NOT_ENCODED =
            new UrlCheck.Denied("has blanks or characters outside ASCII; percent-encode them");

    private final Predicate<InetAddress> allowed;

    UrlPolicy(Predicate<InetAddress> allowed) {
        this.allowed = allowed;
    }

    /** Checks a URL that the provider will fetch: its scheme and host, from the text alone. */
    UrlCheck check(String url) {
        Matcher parts = URL.matcher(url);
        if (!parts.matches()) {
            return NOT_HTTPS;
        }
        String authority = parts.group(1);
        if (authority.indexOf('@') >= 0) {
            return WITH_USER;
        }
        Matcher hostAndPort = AUTHORITY.matcher(authority);
        if (!hostAndPort.matches()) {
            return ODD_HOST;
        }
        int port = hostAndPort.group(2) == null ? HTTPS : Integer.parseInt(hostAndPort.group(2));
        if (port < 1 || port > MAX_PORT) {
            return new UrlCheck.Denied("has a port that is not one of 1 to 65535");
        }
        String path = parts.group(2);
        return host(hostAndPort.group(1).toLowerCase(Locale.ROOT), port, path.startsWith("/") ? path : "/" + path);
    }

    /** Checks a URL that Dragoman will fetch: as above, and that it is short and encoded. */
    UrlCheck checkToFetch(String url) {
        if (url.length() > MAX_LENGTH) {
            return new UrlCheck.Denied("is longer than 2,048 characters");
        }
        return check(url).match(allowed -> PRINTABLE.matcher(url).matches() ? allowed : NOT_ENCODED, denied -> denied);
    }

    private UrlCheck host(String host, int port, String uri) {
        boolean v6 = IPV6.matcher(host).matches();
        if (!v6 && !IPV4.matcher(host).matches()) {
            return isName(host) ? new UrlCheck.Allowed(host, port, uri, null) : ODD_HOST;
        }
        InetAddress literal = literal(host);
        // Java turns an IPv4-mapped address into the IPv4 one.
        if (literal == null || v6 != literal instanceof Inet6Address) {
            return ODD_HOST;
        }
        return allowed.test(literal) ? new UrlCheck.Allowed(host, port, uri, literal) : NOT_PUBLIC;
    }

    // Not by InetAddress.getByName: it asks DNS for what looks like an address and is none (999.1.1.1).
    private static @Nullable InetAddress literal(String host) {
        byte[] address = NetUtil.createByteArrayFromIpAddressString(host);
        try {
            return address == null ? null : InetAddress.getByAddress(address);
        } catch (UnknownHostException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static boolean isName(String host) {
        String[] labels = host.split("\\.", -1);
        String last = labels[labels.length - 1];
        if (labels.length < 2 || host.length() > MAX_HOST || LOCAL_ZONES.contains(last)) {
            return false;
        }
        for (String label : labels) {
            if (!LABEL.matcher(label).matches()) {
                return false;
            }
        }
        return LAST_LABEL.matcher(last).matches();
    }
}
