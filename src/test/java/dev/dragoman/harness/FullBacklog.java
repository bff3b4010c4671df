package dev.dragoman.harness;

import dev.dragoman.local.Ports;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;

/** A port whose backlog is full and whose connections are never accepted: a client that connects hangs. */
public final class FullBacklog implements AutoCloseable {
    private static final int MOST = 200;
    private static final int SHORTLY_MILLIS = 300;

    private final ServerSocket server = new ServerSocket();
    private final List<Socket> waiting = new ArrayList<>();

    /** Listens on a free port and fills it up. */
    public FullBacklog() throws IOException {
        server.bind(Ports.address(0), 1);
        while (waiting.size() < MOST) {
            Socket socket = new Socket();
            waiting.add(socket);
            try {
                socket.connect(server.getLocalSocketAddress(), SHORTLY_MILLIS);
            } catch (SocketTimeoutException full) {
                return;
            }
        }
        throw new IOException("the backlog never filled up");
    }

    /** The port. */
    public int port() {
        return server.getLocalPort();
    }

    @Override
    public void close() throws IOException {
        for (Socket socket : waiting) {
            socket.close();
        }
        server.close();
    }
}
