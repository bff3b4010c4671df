package dev.dragoman.event;

import dev.dragoman.event.Content.Malformed;
import dev.dragoman.json.JsonWeight;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * An HTTP request, to Dragoman's own server, a Function URL or API Gateway.
 *
 * @param id the request's id
 * @param method upper case
 * @param path without query, decoded; an API Gateway stage is already taken off. Becomes {@code /v1/responses}, however
 *     the client joined it to its base URL: without the version, with slashes too many, or with one at the end
 * @param headers names in lower case; the values of a repeated header are joined by a comma
 * @param body the bytes as sent, or {@link #decoded}; empty if there were none
 * @param endBy when the caller of this process stops listening (the end of a Lambda invocation, or of its gateway's
 *     patience); null means never
 * @param listener receives an answer that comes as a stream; null if the server can send whole answers only
 * @param query encoded as it came, without question mark; empty if there is none
 * @param undecodable why the body can't be decoded; null if it can, or if that was not tried
 * @param principal who calls, as the gateway that has checked it says; empty if it says nothing
 * @param form a file that was put away as it came in, instead of a body; null for any other request
 */
public record HttpCall(
        String id,
        String method,
        String path,
        Map<String, String> headers,
        byte[] body,
        @Nullable Instant endBy,
        @Nullable AnswerListener listener,
        String query,
        @Nullable Malformed undecodable,
        String principal,
        @Nullable UploadForm form) {
    private static final String VERSION = "/v1";
    private static final Pattern SLASHES = Pattern.compile("/{2,}");
    private static final String ENCODING = "content-encoding";
    private static final Pattern CREDENTIALS = Pattern.compile("\\s*(\\S+)\\s+(\\S.*?)\\s*", Pattern.DOTALL);
    private static final int PART = 64 * 1024;
    private static final int OWNER_DIGITS = 32;

    public HttpCall {
        path = normal(path);
    }

    /** A request whose body was not decoded. */
    public HttpCall(
            String id,
            String method,
            String path,
            Map<String, String> headers,
            byte[] body,
            @Nullable Instant endBy,
            @Nullable AnswerListener listener,
            String query) {
        this(id, method, path, headers, body, endBy, listener, query, null, "", null);
    }

    /** A request without query. */
    public HttpCall(
            String id,
            String method,
            String path,
            Map<String, String> headers,
            byte[] body,
            @Nullable Instant endBy,
            @Nullable AnswerListener listener) {
        this(id, method, path, headers, body, endBy, listener, "");
    }

    /** A request whose response is sent whole. */
    public HttpCall(
            String id, String method, String path, Map<String, String> headers, byte[] body, @Nullable Instant endBy) {
        this(id, method, path, headers, body, endBy, null);
    }

    /**
     * The same request with a listener, which receives the answer while it is written.
     *
     * @param other the listener
     * @return a new request
     */
    public HttpCall withListener(AnswerListener other) {
        return new HttpCall(id, method, path, headers, body, endBy, other, query, undecodable, principal, form);
    }

    /**
     * The same request with a file that has come already.
     *
     * @param other the form
     * @return a new request
     */
    public HttpCall withForm(UploadForm other) {
        return new HttpCall(id, method, path, headers, body, endBy, listener, query, undecodable, principal, other);
    }

    /**
     * The same request of a known caller.
     *
     * @param other who calls
     * @return a new request
     */
    HttpCall by(String other) {
        return new HttpCall(id, method, path, headers, body, endBy, listener, query, undecodable, other, form);
    }

    /**
     * The same request with its body decoded, if it has a {@code Content-Encoding}. That may take long.
     *
     * @param largest how many bytes the decoded body may have; decoding stops there
     * @return this request if there is nothing to decode, else one without that header
     */
    public HttpCall decoded(long largest) {
        if (!isEncoded()) {
            return this;
        }
        Optional<ContentCoding> coding = ContentCoding.named(headers.getOrDefault(ENCODING, ""));
        if (coding.isEmpty()) {
            return decoded(new byte[0], AskErrors.unsupportedEncoding());
        }
        try (InputStream in = coding.get().open(body)) {
            byte[] plain = in.readNBytes((int) Math.min(largest + 1, Integer.MAX_VALUE));
            return plain.length > largest ? decoded(new byte[0], AskErrors.tooLarge(largest)) : decoded(plain, null);
        } catch (IOException broken) {
            return decoded(new byte[0], AskErrors.invalidJson("request body", "is not what its Content-Encoding says"));
        }
    }

    /**
     * What the decoded body weighs. Decodes it once, keeping nothing.
     *
     * @param largest how many bytes the decoded body may have; decoding stops there
     * @param heaviest what it may weigh; decoding stops there too
     * @return as {@link JsonWeight} weighs it; 0 if it can't be decoded
     */
    public long decodedWeight(long largest, long heaviest) {
        Optional<ContentCoding> coding = ContentCoding.named(headers.getOrDefault(ENCODING, ""));
        if (!isEncoded() || coding.isEmpty()) {
            return 0;
        }
        JsonWeight weight = new JsonWeight();
        byte[] part = new byte[PART];
        long length = 0;
        try (InputStream in = coding.get().open(body)) {
            for (int read = in.read(part);
                    read >= 0 && length <= largest && weight.bytes() <= heaviest;
                    read = in.read(part)) {
                length += read;
                weight.add(part, read);
            }
            return weight.bytes();
        } catch (IOException broken) {
            return 0;
        }
    }

    private HttpCall decoded(byte[] plain, @Nullable Malformed problem) {
        Map<String, String> without = new HashMap<>(headers);
        without.remove(ENCODING);
        return new HttpCall(id, method, path, without, plain, endBy, listener, query, problem, principal, form);
    }

    /**
     * Whether the body has to be decoded before it is read.
     *
     * @return false if there is none
     */
    public boolean isEncoded() {
        return body.length > 0 && headers.containsKey(ENCODING);
    }

    /**
     * Who calls, for what must not be shared between clients. It is the same however the client writes its key, and for each
     * signature or token by which a gateway knows the same caller.
     *
     * @return a text that must not be kept: it holds the client's key
     */
    String client() {
        return principal.isEmpty()
                ? authorization()
                : principal + "\n" + headers.getOrDefault("api-key", "").strip();
    }

    /**
     * Stands for who calls, in the names of what is kept for the caller.
     *
     * @return 32 hex digits, the same for each call of a caller; nobody can tell the caller's key from it
     */
    public String owner() {
        return owner(client());
    }

    /**
     * The same for a request to this server that has not been read yet.
     *
     * @param authorization as {@link #authorization(Function)} tells it
     * @return as {@link #owner()}
     */
    public static String owner(String authorization) {
        return Sha256.hex("owner\n" + authorization).substring(0, OWNER_DIGITS);
    }

    /**
     * The client's key, as a bearer token in an {@code Authorization} header, however it was sent: clients for Azure send
     * {@code api-key} instead. The scheme begins with a
     * capital, and one blank is behind it.
     *
     * @return empty if the client sent neither
     */
    public String authorization() {
        return authorization(headers::get);
    }

    /**
     * The same for a request that has not been read yet.
     *
     * @param headers gives a header's value by its name in lower case; null if it was not sent
     * @return empty if the client sent neither
     */
    public static String authorization(Function<String, @Nullable String> headers) {
        String authorization = headers.apply("authorization");
        String key = headers.apply("api-key");
        if (key != null && (authorization == null || authorization.isBlank())) {
            return "Bearer " + key.strip();
        }
        return authorization == null ? "" : normalAuthorization(authorization);
    }

    // RFC 9110, 11.1: the scheme's case does not count, and there may be more than one blank behind it.
    private static String normalAuthorization(String header) {
        Matcher parts = CREDENTIALS.matcher(header);
        if (!parts.matches()) {
            return header.strip();
        }
        String scheme = parts.group(1).toLowerCase(Locale.ROOT);
        return scheme.substring(0, 1).toUpperCase(Locale.ROOT) + scheme.substring(1) + " " + parts.group(2);
    }

    /**
     * A path as {@link #path} has it.
     *
     * @param path decoded, without query
     * @return with the version, without slashes too many
     */
    public static String normal(String path) {
        String single = path.contains("//") ? SLASHES.matcher(path).replaceAll("/") : path;
        if (single.endsWith("/")) {
            single = single.substring(0, single.length() - 1);
        }
        return single.equals(VERSION) || single.startsWith(VERSION + "/") ? single : VERSION + single;
    }

    /**
     * A header's value.
     *
     * @param name in lower case
     * @return empty if it was not sent
     */
    public Optional<String> header(String name) {
        return Optional.ofNullable(headers.get(name));
    }
}
