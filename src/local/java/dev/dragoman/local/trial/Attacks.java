package dev.dragoman.local.trial;

import dev.dragoman.local.DragomanProcess;
import dev.dragoman.local.Ports;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.zip.GZIPOutputStream;

/** Everything that hurts, each on a thread of its own, again and again until it is closed. */
final class Attacks implements AutoCloseable {
    /** The key of the client that behaves well. */
    static final String MODEST = "modest-key";

    /** The hashes of both keys. */
    static final String HASHES = "ef1da03de41dd152a0beb2bbc1e33ac940f73ab9f7b461c6a5d5abcfe8f1fe68,"
            + "132f93ac393cec7e3cc6a5b5ac34a789f5746f1f2a78e49aaa4e9c0b3c215e1a";

    private static final String GREEDY = "greedy-key";
    private static final int READ_MILLIS = 20_000;
    private static final int CONNECTIONS = 2_000;
    private static final int CALLS = 100;

    private final DragomanProcess server;
    private final List<Thread> threads = new ArrayList<>();
    private final Map<String, AtomicInteger> counts = new TreeMap<>();
    private volatile boolean over;

    private Attacks(DragomanProcess server) {
        this.server = server;
    }

    static Attacks on(DragomanProcess server) throws IOException {
        Attacks attacks = new Attacks(server);
        byte[] objects = json("{},", 12_000_000);
        byte[] packed = gzip(json("{\"a\":[{}]},", 60_000_000));
        byte[] text = json("\"" + "x".repeat(1_000_000) + "\",", 30_000_000);
        byte[] urls = lookAlikes();
        attacks.again("tiny values", () -> attacks.post("", objects));
        attacks.again("gzip", () -> attacks.post("Content-Encoding: gzip\r\n", packed));
        attacks.again("long texts", () -> attacks.post("", text));
        attacks.again("look-alike hosts", () -> attacks.post("", urls));
        attacks.again("small asks", attacks::flood);
        attacks.again(
                "chunks that drip",
                () -> attacks.drip(
                        "Authorization: Bearer " + GREEDY + "\r\nTransfer-Encoding: chunked\r\n\r\n", "1\r\n \r\n"));
        attacks.again("heads that drip", () -> attacks.drip("X-Drip: ", "x"));
        attacks.again("connections that say nothing", attacks::crowd);
        attacks.threads.forEach(Thread::start);
        return attacks;
    }

    Map<String, Integer> counts() {
        Map<String, Integer> now = new TreeMap<>();
        counts.forEach((what, times) -> now.put(what, times.get()));
        return now;
    }

    /** What one attack does once. */
    private interface Attack {
        void run() throws IOException;
    }

    private void again(String what, Attack attack) {
        AtomicInteger times = new AtomicInteger();
        counts.put(what, times);
        threads.add(new Thread(
                () -> {
                    while (!over) {
                        try {
                            attack.run();
                        } catch (IOException refused) {
                            // The server has closed the connection, which is what it should do with most of these.
                            LockSupport.parkNanos(1_000_000);
                        }
                        times.incrementAndGet();
                    }
                },
                what));
    }

    private static byte[] json(String piece, int length) {
        StringBuilder body = new StringBuilder(length + 100).append("{\"input\":\"x\",\"metadata\":[");
        while (body.length() < length) {
            body.append(piece);
        }
        return body.append("0]}").toString().getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] lookAlikes() {
        StringBuilder body = new StringBuilder("{\"input\":[{\"role\":\"user\",\"content\":[");
        for (int i = 0; i < 3_000; i++) {
            body.append("{\"type\":\"input_image\",\"image_url\":\"https://999.1.1.")
                    .append(i)
                    .append("/a.png\"},");
        }
        return body.append("{\"type\":\"input_text\",\"text\":\"x\"}]}]}")
                .toString()
                .getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] gzip(byte[] plain) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
            out.write(plain);
        }
        return packed.toByteArray();
    }

    private Socket connect() throws IOException {
        Socket socket = new Socket();
        socket.connect(Ports.address(server.port()));
        socket.setSoTimeout(READ_MILLIS);
        return socket;
    }

    private static byte[] head(String headers) {
        return ("POST /v1/responses HTTP/1.1\r\nHost: a\r\n" + headers).getBytes(StandardCharsets.US_ASCII);
    }

    private static byte[] head(String headers, int length) {
        return head("Authorization: Bearer " + GREEDY + "\r\nConnection: close\r\n" + headers + "Content-Length: "
                + length + "\r\n\r\n");
    }

    private void post(String headers, byte[] body) throws IOException {
        try (Socket socket = connect()) {
            socket.getOutputStream().write(head(headers, body.length));
            socket.getOutputStream().write(body);
            socket.getInputStream().readAllBytes();
        }
    }

    private void flood() throws IOException {
        byte[] body = ("{\"input\":\"x\",\"model\":\"made-up-" + System.nanoTime() + "\"}")
                .getBytes(StandardCharsets.US_ASCII);
        Deque<Socket> calls = new ArrayDeque<>();
        try {
            for (int i = 0; i < CALLS && !over; i++) {
                Socket socket = connect();
                calls.add(socket);
                socket.getOutputStream().write(head("", body.length));
                socket.getOutputStream().write(body);
            }
            for (Socket call : calls) {
                call.getInputStream().readAllBytes();
            }
        } finally {
            close(calls);
        }
    }

    private void drip(String begin, String drop) throws IOException {
        try (Socket socket = connect()) {
            OutputStream out = socket.getOutputStream();
            out.write(head(begin));
            while (!over) {
                out.write(drop.getBytes(StandardCharsets.US_ASCII));
                LockSupport.parkNanos(50_000_000);
            }
        }
    }

    private void crowd() throws IOException {
        Deque<Socket> waiting = new ArrayDeque<>();
        try {
            for (int i = 0; i < CONNECTIONS && !over; i++) {
                waiting.add(connect());
                LockSupport.parkNanos(1_000_000);
            }
        } finally {
            close(waiting);
        }
    }

    private static void close(Iterable<Socket> sockets) throws IOException {
        for (Socket socket : sockets) {
            socket.close();
        }
    }

    @Override
    public void close() {
        over = true;
        Consumer<Thread> join = thread -> {
            try {
                thread.join(READ_MILLIS);
            } catch (InterruptedException ending) {
                Thread.currentThread().interrupt();
            }
        };
        threads.forEach(join);
    }
}
