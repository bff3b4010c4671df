package dev.dragoman.event;

import java.util.List;
import java.util.regex.Pattern;

/** Which objects asks may name: to read them, and to have their answers written (ADR 30). */
public final class AllowedObjects {
    /** Where Dragoman puts away what it is done with, in any bucket. */
    public static final List<S3Place> PUT_AWAY =
            List.of(new S3Place(null, "done/"), new S3Place(null, "failed/"), new S3Place(null, "batches/"));

    private static final Pattern SLASHES = Pattern.compile("/{2,}");

    private final List<S3Place> queued;
    private final List<S3Place> http;
    private final List<S3Place> replies;
    private final List<S3Place> kept;

    /**
     * @param queued what asks of queues and invocations may have read
     * @param http what HTTP clients may have read
     * @param replies where asks may have their answers written; nobody may have these read
     * @param kept what nobody may have read, whatever the lists say: the ledger and the results. {@link #PUT_AWAY} is added
     */
    public AllowedObjects(List<S3Place> queued, List<S3Place> http, List<S3Place> replies, List<S3Place> kept) {
        this.queued = List.copyOf(queued);
        this.http = List.copyOf(http);
        this.replies = List.copyOf(replies);
        this.kept = List.copyOf(kept);
    }

    /**
     * Whether an ask may have an object read.
     *
     * @param door the door that the ask came in by
     * @param object what it names, decoded
     * @return false if it is on no list, or if it is Dragoman's own
     */
    public boolean mayRead(Door door, S3Location object) {
        boolean listed = holds(door.isOfHttpClient() ? http : queued, object) && !isKept(object);
        return isPlain(object) && (listed || !door.readsOnlyAllowedBuckets());
    }

    /**
     * The setting with the list of a door.
     *
     * @param door the door that an ask came in by
     * @return the variable's name
     */
    public static String setting(Door door) {
        return door.isOfHttpClient() ? "DRAGOMAN_HTTP_BUCKETS" : "DRAGOMAN_BUCKETS";
    }

    /**
     * Whether an ask may have its answer written as an object. The start has made sure that replies lie apart from all else.
     *
     * @param object what it names, decoded
     * @return false if it lies elsewhere
     */
    public boolean mayWrite(S3Location object) {
        return isPlain(object) && holds(replies, object);
    }

    // Some stores take "a/../b" for "b", and "a//b" for "a/b": what they would find then is kept too.
    private boolean isKept(S3Location object) {
        S3Location single = new S3Location(
                object.bucket(),
                SLASHES.matcher("/" + object.key()).replaceAll("/").substring(1));
        return holds(kept, object) || holds(kept, single) || holds(replies, single) || holds(PUT_AWAY, single);
    }

    private static boolean isPlain(S3Location object) {
        return !S3Location.hasDots(object.key());
    }

    private static boolean holds(List<S3Place> places, S3Location object) {
        return places.stream().anyMatch(place -> place.holds(object));
    }
}
