package dev.dragoman.route;

import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.nodes.Node;

/** What is wrong with a line of a route file. */
public final class RouteProblem extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final int line;

    /**
     * @param line its number, from 1
     * @param reason what it does that it may not do, going on from "line 7"
     */
    RouteProblem(int line, String reason) {
        super(reason);
        this.line = line;
    }

    static RouteProblem at(Node node, String reason) {
        return new RouteProblem(line(node), reason);
    }

    static int line(Node node) {
        return node.getStartMark().map(Mark::getLine).orElse(0) + 1;
    }

    /**
     * The line at fault.
     *
     * @return its number, from 1
     */
    public int line() {
        return line;
    }
}
