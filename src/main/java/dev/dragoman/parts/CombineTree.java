package dev.dragoman.parts;

import java.util.ArrayList;
import java.util.List;

/**
 * How many answers are put together, if they are too long for one request: in groups, whose results are put together in
 * turn. The groups of a level are of the same size but for one, and depend on the number of answers only: whenever and
 * wherever the same document is read, the same answers are in the same group.
 */
public final class CombineTree {
    private CombineTree() {}

    /**
     * The groups of one level.
     *
     * @param answers how many there are, at least 1
     * @param most how many a group may have, at least 2
     * @return the sizes of the groups, in the order of the answers; one group if all go into it
     */
    public static List<Integer> groups(int answers, int most) {
        int count = (answers + most - 1) / most;
        List<Integer> sizes = new ArrayList<>();
        for (int group = 0; group < count; group++) {
            sizes.add((int) ((long) answers * (group + 1) / count - (long) answers * group / count));
        }
        return List.copyOf(sizes);
    }

    /**
     * How many answers go into one request whatever they hold.
     *
     * @param tokens what a request may hold
     * @param answer what an answer may have at most, in tokens
     * @return at least 2, or nothing would ever be put together
     */
    public static int most(long tokens, int answer) {
        return (int) Math.max(2, Math.min(Integer.MAX_VALUE, tokens / answer));
    }
}
