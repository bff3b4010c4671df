package dev.dragoman.local.bench;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What the console takes of a call at one connection while no page is open: two packaged servers, one of them with
 * {@code DRAGOMAN_CONSOLE=false}. They are called by turns, many short ones.
 */
final class ConsoleCost {
    private ConsoleCost() {}

    static ObjectNode run() throws IOException {
        List<Peer> peers = new ArrayList<>();
        try (PreparedModel model = new PreparedModel()) {
            for (String console : List.of("false", "true")) {
                peers.add(Peer.dragoman(
                        console.equals("true") ? "with" : "without",
                        model,
                        List.of("-XX:+UseParallelGC"),
                        Map.of("DRAGOMAN_CONSOLE", console)));
            }
            return WithAndWithout.byTurns(peers);
        } finally {
            peers.forEach(Peer::close);
        }
    }
}
