package dev.dragoman.local.model;

import java.util.ArrayList;
import java.util.List;

/**
 * The messages of a request, with the files and pictures that came with them, read.
 *
 * @param turns the messages, the oldest first
 * @param materials the files and pictures, the oldest first
 */
record Conversation(List<Turn> turns, List<Material> materials) {
    static final Conversation NEW = new Conversation(List.of(), List.of());

    Conversation {
        turns = List.copyOf(turns);
        materials = List.copyOf(materials);
    }

    Conversation plus(List<Turn> moreTurns, List<Material> moreMaterials) {
        List<Turn> allTurns = new ArrayList<>(turns);
        allTurns.addAll(moreTurns);
        List<Material> allMaterials = new ArrayList<>(materials);
        allMaterials.addAll(moreMaterials);
        return new Conversation(allTurns, allMaterials);
    }

    /** The latest message of the user; empty where there is none. */
    String question() {
        return turns.stream()
                .filter(turn -> turn.is("user"))
                .reduce((earlier, later) -> later)
                .map(Turn::text)
                .orElse("");
    }

    int tokens() {
        return turns.stream().mapToInt(turn -> Tokens.of(turn.text())).sum()
                + materials.stream().mapToInt(Material::tokens).sum();
    }
}
