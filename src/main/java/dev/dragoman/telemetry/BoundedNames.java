package dev.dragoman.telemetry;

import java.util.HashSet;
import java.util.Set;

/**
 * Names that others choose, as values of a meter's attribute: each new one is a time series that is kept for ever, so
 * only so many are told apart.
 */
final class BoundedNames {
    private static final int MAX_LENGTH = 128;

    private final int limit;
    private final Set<String> known = new HashSet<>();

    /**
     * @param limit how many different names there may be; every further one is {@code _OTHER}
     */
    BoundedNames(int limit) {
        this.limit = limit;
    }

    synchronized String admit(String name) {
        if (known.contains(name)) {
            return name;
        }
        boolean admitted = name.length() <= MAX_LENGTH && known.size() < limit && known.add(name);
        return admitted ? name : GenAi.OTHER;
    }
}
