package dev.dragoman.local.bench;

import dev.dragoman.local.ChildProcess;
import dev.dragoman.local.DragomanProcess;
import dev.dragoman.local.LocalDirectory;
import dev.dragoman.local.Ports;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A server on loopback that takes a client's calls and forwards them to the model; or the model itself.
 *
 * @param name in reports
 * @param version of it
 * @param port where it listens
 * @param headers the header lines that its calls need, each with its line end
 * @param pid of its process
 * @param end ends it
 */
record Peer(String name, String version, int port, String headers, long pid, Runnable end) implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final String BODY = "{\"model\":\"m\",\"messages\":[{\"role\":\"system\",\"content\":\"You know the"
            + " sea.\"},{\"role\":\"user\",\"content\":\"When does the tide turn?\"}],\"temperature\":1}";

    /** The model itself: the baseline. */
    static Peer direct(PreparedModel model) {
        return new Peer("direct", "", model.port(), "", ProcessHandle.current().pid(), () -> {});
    }

    /** The packaged Dragoman. */
    static Peer dragoman(PreparedModel model, List<String> jvmOptions) {
        return dragoman("dragoman", model, jvmOptions, Map.of());
    }

    /** The packaged Dragoman with settings of its own. */
    static Peer dragoman(String name, PreparedModel model, List<String> jvmOptions, Map<String, String> settings) {
        Map<String, String> environment = new TreeMap<>(Map.of(
                "GMI_API_KEY", "key",
                "DRAGOMAN_MODEL_BASE_URL", model.baseUrl(),
                "AWS_REGION", "us-east-1",
                "AWS_ACCESS_KEY_ID", "none",
                "AWS_SECRET_ACCESS_KEY", "none"));
        environment.putAll(settings);
        DragomanProcess server = DragomanProcess.launch(0, environment, jvmOptions);
        server.awaitReady(LIMIT);
        return new Peer(name, "", server.port(), "", server.pid(), server::close);
    }

    /** Debian's nginx as a proxy that does nothing else. */
    static Peer nginx(PreparedModel model) throws IOException {
        int port = Ports.free();
        Path folder = LocalDirectory.ofBuild().fresh("nginx-");
        Files.writeString(folder.resolve("nginx.conf"), """
                daemon off;
                worker_processes auto;
                pid nginx.pid;
                error_log stderr error;
                events { worker_connections 1024; }
                http {
                    access_log off;
                    client_body_temp_path body;
                    proxy_temp_path proxy;
                    fastcgi_temp_path fastcgi;
                    uwsgi_temp_path uwsgi;
                    scgi_temp_path scgi;
                    keepalive_requests 100000000;
                    upstream model { server %1$s:%2$d; keepalive 128; keepalive_requests 100000000; }
                    server {
                        listen %1$s:%3$d;
                        location / {
                            proxy_pass http://model;
                            proxy_http_version 1.1;
                            proxy_set_header Connection "";
                        }
                    }
                }
                """.formatted(Ports.LOOPBACK, model.port(), port));
        ChildProcess process = start(
                "nginx (Debian's package nginx-light)",
                List.of("/usr/sbin/nginx", "-p", folder.toString(), "-c", "nginx.conf", "-e", "stderr"),
                folder.resolve("nginx.log"));
        process.awaitAnswer(URI.create("http://" + Ports.LOOPBACK + ":" + port + "/"), LIMIT, status -> true);
        return new Peer("nginx", Version.of("/usr/sbin/nginx", "-v"), port, "", process.pid(), process::close);
    }

    private static ChildProcess start(String name, List<String> command, Path log) {
        return ChildProcess.start(name, command, Map.of(), log);
    }

    /** Portkey's gateway, as its npm package starts it. */
    static Peer portkey(PreparedModel model) throws IOException {
        NodePackage gateway = NodePackage.install("gateway");
        int port = Ports.free();
        ChildProcess process = gateway.start(
                "portkey",
                "node_modules/@portkey-ai/gateway/build/start-server.js",
                Map.of("NODE_ENV", "production"),
                "--headless",
                "--port=" + port);
        process.awaitAnswer(URI.create("http://" + Ports.LOOPBACK + ":" + port + "/"), LIMIT, status -> true);
        String headers = "x-portkey-provider: openai\r\nx-portkey-custom-host: " + model.baseUrl() + "\r\n";
        return new Peer(
                "portkey", gateway.version("@portkey-ai/gateway"), port, headers, process.pid(), process::close);
    }

    /** The bytes of a call: a small chat completion. */
    byte[] request() {
        return HttpMessage.ascii("POST /v1/chat/completions HTTP/1.1\r\nHost: " + Ports.LOOPBACK + ":" + port
                + "\r\nAuthorization: Bearer key\r\nContent-Type: application/json\r\n" + headers + "Content-Length: "
                + BODY.length() + "\r\n\r\n" + BODY);
    }

    /**
     * Checks an outcome, so that no failed call is measured as a fast one.
     *
     * @throws IllegalStateException if the answer is not the model's
     */
    Load.Outcome checked(Load.Outcome outcome) {
        if (outcome.errors() > 0) {
            throw new IllegalStateException(
                    outcome.errors() + " calls of " + name + " failed, the first one with: " + outcome.error());
        }
        return outcome;
    }

    @Override
    public void close() {
        end.run();
    }
}
