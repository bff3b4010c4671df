package dev.dragoman.route;

/** What is wrong with a line of a route file. */
final class RouteProblem extends RuntimeException {
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

    int line() {
        return line;
    }
}
