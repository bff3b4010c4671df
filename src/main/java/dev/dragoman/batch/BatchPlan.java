package dev.dragoman.batch;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * A batch file that was found to be right: what is stored when it has been checked, by whoever was first.
 *
 * @param index where its slices are
 * @param begun when it was checked
 * @param deadline when it expires
 * @param fanOut how many of its slices are in a queue at a time
 */
record BatchPlan(BatchIndex index, Instant begun, Instant deadline, int fanOut) {
    ObjectNode json() {
        return index.json()
                .put("begun", begun.toString())
                .put("deadline", deadline.toString())
                .put("fanOut", fanOut);
    }

    static BatchPlan of(ObjectNode json) {
        return new BatchPlan(
                BatchIndex.of(json),
                Instant.parse(json.path("begun").asText()),
                Instant.parse(json.path("deadline").asText()),
                Math.max(1, json.path("fanOut").asInt()));
    }

    /** The chain to which a slice belongs, from 0: those by which a queue has so many of them at a time. */
    int chain(int slice) {
        return (slice - 1) % fanOut;
    }

    /**
     * The slices whose results are not stored.
     *
     * @param names of the objects of its work
     * @return from 1, in their order
     */
    List<Integer> open(Set<String> names) {
        return IntStream.rangeClosed(1, slices())
                .filter(slice -> !names.contains(BatchJob.sliceName(slice)))
                .boxed()
                .toList();
    }

    /** How many slices it has. */
    int slices() {
        return index.slices().size();
    }
}
