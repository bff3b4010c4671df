package dev.dragoman.telemetry;

import java.util.HashSet;
import java.util.Set;

/**
 * Limits how many different names a meter's attribute may have, for names that others choose: each new one makes a time
 * series that is kept as long as the process runs.
 */
final class BoundedNames {
    private static final int MAX_LENGTH = 128;

    private final int limit;
    private final Set<String> known = new HashSet<>();

    /**
     * @param limit how many different names there may be; any further name is reported as {@code _OTHER}
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
