package dev.dragoman.harness;

import dev.dragoman.local.SocketServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A way to a server on which everything can be held up: connections are still accepted and bytes still taken, and nothing
 * answers, as behind a network that lost its route or before a store that hangs.
 */
public final class HeldUp implements AutoCloseable {
    private static final int CHUNK = 8192;

    private final SocketServer server;
    private final URI target;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private boolean held;

    private HeldUp(URI target) {
        this.target = target;
        this.server = SocketServer.start("held-up", this::connect);
    }

    /** Starts it before a server, on a free port; at first everything passes. */
    public static HeldUp before(URI target) {
        return new HeldUp(target);
    }

    /** What takes the place of the server's URL. */
    public URI uri() {
        return URI.create("http://" + server.address());
    }

    /** From now on nothing passes. */
    public synchronized void holdUp() {
        held = true;
    }

    /** Lets everything pass again. What was held up is lost, and its connections are closed. */
    public synchronized void release() {
        held = false;
        notifyAll();
    }

    private void connect(Socket caller) throws IOException {
        try (Socket answerer = new Socket(target.getHost(), target.getPort())) {
            sockets.add(caller);
            sockets.add(answerer);
            server.background(() -> pass(answerer, caller));
            pass(caller, answerer);
        }
    }

    private void pass(Socket from, Socket to) {
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            byte[] chunk = new byte[CHUNK];
            for (int count = in.read(chunk); count >= 0; count = in.read(chunk)) {
                if (wasHeldUp()) {
                    return;
                }
                out.write(chunk, 0, count);
            }
        } catch (IOException gone) {
            // One of the two has closed its connection.
            return;
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        } finally {
            sockets.remove(from);
            sockets.remove(to);
        }
    }

    private synchronized boolean wasHeldUp() throws InterruptedException {
        boolean heldUp = held;
        while (held) {
            wait();
        }
        return heldUp;
    }

    @Override
    public void close() {
        server.close();
        try {
            for (Socket socket : sockets) {
                socket.close();
            }
        } catch (IOException ignored) {
            // It is closed then, one way or another.
            return;
        }
    }
}
