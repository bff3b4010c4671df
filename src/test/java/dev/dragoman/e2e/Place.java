package dev.dragoman.e2e;

/** The form of an answer, as users of the official client declare it. */
public class Place {
    /** A name. */
    public String name = "";

    /** How far away it is. */
    public int miles;
}
