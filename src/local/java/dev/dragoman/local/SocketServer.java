package dev.dragoman.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.Socket;

/** Accepts connections on a free port of the loopback address, each on a thread of its own, until it is closed. */
public final class SocketServer implements AutoCloseable {
    private static final int BACKLOG = 1_000;

    private final ServerSocket socket;
    private final String name;

    private SocketServer(ServerSocket socket, String name) {
        this.socket = socket;
        this.name = name;
    }

    /** Takes a connection, on its own thread, and closes it. */
    @FunctionalInterface
    public interface ConnectionHandler {
        /**
         * Talks to whoever connected.
         *
         * @throws IOException if the connection ended; then nothing is left to do
         * @throws InterruptedException if the thread was told to end
         */
        void serve(Socket connection) throws IOException, InterruptedException;
    }

    /**
     * Starts one.
     *
     * @param name what its threads are called
     * @param handler takes the connections
     */
    public static SocketServer start(String name, ConnectionHandler handler) {
        try {
            ServerSocket socket = new ServerSocket();
            socket.bind(Ports.address(0), BACKLOG);
            SocketServer server = new SocketServer(socket, name);
            server.background(() -> server.accept(handler));
            return server;
        } catch (IOException noPort) {
            throw new UncheckedIOException(noPort);
        }
    }

    private void accept(ConnectionHandler handler) {
        while (!socket.isClosed()) {
            try {
                Socket connection = socket.accept();
                background(() -> serve(handler, connection));
            } catch (IOException ended) {
                return;
            }
        }
    }

    private static void serve(ConnectionHandler handler, Socket connection) {
        try (connection) {
            handler.serve(connection);
        } catch (IOException gone) {
            // The other side went away, or the test is over.
            return;
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    /** Runs something on a thread that does not keep the process alive. */
    public void background(Runnable work) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.start();
    }

    /** Where it listens. */
    public int port() {
        return socket.getLocalPort();
    }

    /** Where it listens, as host and port. */
    public String address() {
        return Ports.LOOPBACK + ":" + port();
    }

    /** Accepts no more connections. Those that it has stay. */
    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException ignored) {
            // It is closed then, one way or another.
            return;
        }
    }
}
