package dev.dragoman.local;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.UnknownHostException;
import java.util.concurrent.atomic.AtomicInteger;

/** TCP ports of the loopback address. */
public final class Ports {
    /** The one address that everything local listens on. */
    public static final String LOOPBACK = "127.0.0.1";

    // Below those that Linux, macOS and Windows give to connections and to servers that name none. So nobody else gets
    // a port before the server listens that is started with it.
    private static final int FIRST = 20_000;
    private static final int COUNT = 12_000;
    private static final int APART = 997;

    private static final int CONNECT_MILLIS = 500;

    // Processes that run side by side begin at places of their own.
    private static final AtomicInteger NEXT =
            new AtomicInteger((int) (ProcessHandle.current().pid() * APART % COUNT));

    private Ports() {}

    /**
     * Picks a port that nobody listens on.
     *
     * @return a port that was free just now, and that this process has not picked before
     */
    public static int free() {
        for (int tried = 0; tried < COUNT; tried++) {
            int port = FIRST + Math.floorMod(NEXT.getAndIncrement(), COUNT);
            if (binds(port)) {
                return port;
            }
        }
        throw new CannotStart("No port from %d to %d is free.".formatted(FIRST, FIRST + COUNT - 1));
    }

    /**
     * Decides which port a server gets.
     *
     * @param port the wished one, or 0 for any
     * @param server the server's name, for the message
     * @return the port, free just now
     * @throws CannotStart when somebody listens on it already
     */
    public static int claim(int port, String server) {
        if (port == 0) {
            return free();
        }
        if (inUse(port)) {
            throw new CannotStart("Port " + port + ", wanted for " + server + ", is already in use.");
        }
        return port;
    }

    /**
     * A port of the loopback address.
     *
     * @param port 1 to 65535
     * @return where to listen
     */
    public static InetSocketAddress address(int port) {
        try {
            return new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), port);
        } catch (UnknownHostException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /**
     * Whether a port is in use.
     *
     * @param port 1 to 65535
     * @return true when a connection is accepted, or when the port can't be bound
     */
    public static boolean inUse(int port) {
        // Some systems allow binding to 127.0.0.1 while another process listens on 0.0.0.0, so binding alone proves
        // nothing.
        return accepts(port) || !binds(port);
    }

    private static boolean accepts(int port) {
        try (Socket socket = new Socket()) {
            socket.connect(address(port), CONNECT_MILLIS);
            return true;
        } catch (IOException nobody) {
            return false;
        }
    }

    private static boolean binds(int port) {
        try (ServerSocket socket = new ServerSocket()) {
            // Connections of a server that has just stopped linger; they do not hold the port.
            socket.setReuseAddress(true);
            socket.bind(address(port));
            return true;
        } catch (IOException taken) {
            return false;
        }
    }
}
