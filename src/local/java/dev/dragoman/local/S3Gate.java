package dev.dragoman.local;

import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A gate before an S3 server, on plain sockets: it counts what comes out, and can refuse or hold back requests. A request is told
 * as its method and its target, as {@code GET /bucket/key}; a copy has the method {@code COPY}. Before SQS it tells its action too, as
 * {@code POST / AmazonSQS.DeleteMessage}.
 */
public final class S3Gate implements AutoCloseable {
    private static final byte[] END_OF_HEAD = "\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final String DENIED =
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?><Error><Code>AccessDenied</Code><Message>No.</Message></Error>";

    private static final Pattern EXPECT = Pattern.compile("(?i)\r\nExpect: *100-continue");
    private static final Pattern LENGTH = Pattern.compile("(?i)\r\nContent-Length: *([0-9]+)");
    private static final Pattern SQS = Pattern.compile("(?i)\r\nX-Amz-Target: *([^\r]+)");

    private final URI s3;
    private final SocketServer server;
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final List<String> held = new CopyOnWriteArrayList<>();
    private final AtomicLong bytesOut = new AtomicLong();
    private final CountDownLatch open = new CountDownLatch(1);
    private final Object turn = new Object();
    private volatile boolean writesInTurn;
    private volatile Predicate<String> refused = request -> false;
    private volatile Predicate<String> heldBack = request -> false;

    private S3Gate(URI s3) {
        this.s3 = s3;
        this.server = SocketServer.start("s3-gate", this::serve);
    }

    /** Opens a gate on a free port. */
    public static S3Gate before(URI s3) {
        return new S3Gate(s3);
    }

    /** What clients take for S3. */
    public URI endpoint() {
        return URI.create("http://" + server.address());
    }

    /** Answers these requests with 403, and no longer those of before. */
    public void refuse(Predicate<String> which) {
        refused = which;
    }

    /** Keeps these requests waiting until {@link #release}. */
    public void hold(Predicate<String> which) {
        heldBack = which;
    }

    /**
     * Lets one write through after the other, so that a write's condition and the write are one step, as S3's are: the local
     * server takes two.
     */
    public void writeInTurn() {
        writesInTurn = true;
    }

    /** Lets all go that wait, and holds back no more. */
    public void release() {
        heldBack = request -> false;
        open.countDown();
    }

    /** The requests that were held back. */
    public List<String> held() {
        return List.copyOf(held);
    }

    /** How many bytes have come out so far, heads included. */
    public long bytesOut() {
        return bytesOut.get();
    }

    /** How many requests of a kind there were so far, refused ones included. */
    public long count(Predicate<String> which) {
        return requests.stream().filter(which).count();
    }

    private void serve(Socket client) throws IOException, InterruptedException {
        InputStream in = new BufferedInputStream(client.getInputStream());
        String head = head(in);
        if (head.isEmpty()) {
            return;
        }
        String request = request(head);
        requests.add(request);
        if (heldBack.test(request)) {
            held.add(request);
            open.await();
        }
        if (refused.test(request)) {
            deny(client.getOutputStream());
        } else if (writesInTurn && request.startsWith("PUT ")) {
            write(head, in, client);
        } else {
            relay(head, in, client);
        }
    }

    // All of it first: whoever is killed meanwhile holds up nobody.
    private void write(String head, InputStream in, Socket client) throws IOException {
        String plain = EXPECT.matcher(head).replaceFirst("");
        if (plain.length() < head.length()) {
            client.getOutputStream().write("HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        }
        Matcher length = LENGTH.matcher(head);
        byte[] body = in.readNBytes(length.find() ? Integer.parseInt(length.group(1)) : 0);
        synchronized (turn) {
            relay(plain, new ByteArrayInputStream(body), client);
        }
    }

    private static String head(InputStream in) throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        int matched = 0;
        while (matched < END_OF_HEAD.length) {
            int next = in.read();
            if (next < 0) {
                return "";
            }
            head.write(next);
            matched = next == END_OF_HEAD[matched] ? matched + 1 : next == '\r' ? 1 : 0;
        }
        return head.toString(StandardCharsets.ISO_8859_1);
    }

    private static String request(String head) {
        String[] first = head.split(" ", 3);
        boolean copies = head.toLowerCase(Locale.ROOT).contains("\r\nx-amz-copy-source:");
        Matcher sqs = SQS.matcher(head);
        return (copies ? "COPY" : first[0]) + " " + first[1] + (sqs.find() ? " " + sqs.group(1) : "");
    }

    private static void deny(OutputStream out) throws IOException {
        out.write(("HTTP/1.1 403 Forbidden\r\nContent-Type: application/xml\r\nConnection: close\r\nContent-Length: "
                        + DENIED.length() + "\r\n\r\n" + DENIED)
                .getBytes(StandardCharsets.US_ASCII));
        out.flush();
    }

    // One request on each connection, so that its end is the end of the response.
    private void relay(String head, InputStream in, Socket client) throws IOException {
        String closing = head.replaceAll("(?i)\r\nConnection: [^\r]*", "")
                .replaceFirst("\r\n\r\n$", "\r\nConnection: close\r\n\r\n");
        try (Socket upstream = new Socket(s3.getHost(), s3.getPort())) {
            upstream.getOutputStream().write(closing.getBytes(StandardCharsets.ISO_8859_1));
            server.background(() -> pump(in, upstream));
            OutputStream out = client.getOutputStream();
            byte[] buffer = new byte[8192];
            for (int read = upstream.getInputStream().read(buffer);
                    read >= 0;
                    read = upstream.getInputStream().read(buffer)) {
                bytesOut.addAndGet(read);
                out.write(buffer, 0, read);
            }
        }
    }

    private static void pump(InputStream in, Socket upstream) {
        try {
            in.transferTo(upstream.getOutputStream());
        } catch (IOException over) {
            // The response is complete, or the client has gone.
            return;
        }
    }

    @Override
    public void close() {
        release();
        server.close();
    }
}
