package dev.dragoman.memory;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A map of so many entries at most: with another one, the eldest goes. It does not lock.
 *
 * @param <K> the keys
 * @param <V> the values
 */
public final class BoundedMap<K, V> extends LinkedHashMap<K, V> {
    private static final long serialVersionUID = 1;
    private static final int FEW = 16;
    private static final float LOAD = 0.75f;

    private final int most;

    private BoundedMap(int most, boolean byUse) {
        super(FEW, LOAD, byUse);
        this.most = most;
    }

    /**
     * A map of which the entry goes that was added first.
     *
     * @param most how many entries there may be
     * @param <K> the keys
     * @param <V> the values
     * @return an empty one
     */
    public static <K, V> BoundedMap<K, V> byAge(int most) {
        return new BoundedMap<>(most, false);
    }

    /**
     * A map of which the entry goes that was not used for longest.
     *
     * @param most how many entries there may be
     * @param <K> the keys
     * @param <V> the values
     * @return an empty one
     */
    public static <K, V> BoundedMap<K, V> byUse(int most) {
        return new BoundedMap<>(most, true);
    }

    @Override
    protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
        return size() > most;
    }
}
