package dev.dragoman.bridge;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** A sound tree with one of its nodes replaced. */
final class Mutation {
    private Mutation() {}

    static ObjectNode of(ObjectNode sound, Random random, JsonNode garbage) {
        ObjectNode tree = sound.deepCopy();
        List<Runnable> mutations = new ArrayList<>();
        collect(tree, garbage, mutations);
        mutations.get(random.nextInt(mutations.size())).run();
        return tree;
    }

    private static void collect(JsonNode node, JsonNode garbage, List<Runnable> mutations) {
        if (node instanceof ObjectNode object) {
            object.fieldNames().forEachRemaining(field -> {
                mutations.add(() -> object.set(field, garbage));
                mutations.add(() -> object.remove(field));
                collect(object.path(field), garbage, mutations);
            });
        } else if (node instanceof ArrayNode array) {
            for (int i = 0; i < array.size(); i++) {
                int index = i;
                mutations.add(() -> array.set(index, garbage));
                collect(array.path(i), garbage, mutations);
            }
        }
    }
}
