package dev.dragoman.batch;

import java.util.Collection;
import java.util.NavigableSet;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * What came of the messages of a chain of slices, by the names of the empty objects that they leave behind. A message is named by how
 * often the work was handed on before it, which grows along the chain.
 *
 * @param begun the messages whose slice had a place
 * @param answered those of them by which a line was newly answered
 */
record ChainHistory(NavigableSet<Integer> begun, NavigableSet<Integer> answered) {
    private static final String BEGUN = "begun-";
    private static final String ANSWERED = "answered-";

    /** @param names of the objects of a chain */
    static ChainHistory of(Collection<String> names) {
        return new ChainHistory(messages(names, BEGUN), messages(names, ANSWERED));
    }

    private static NavigableSet<Integer> messages(Collection<String> names, String kind) {
        return names.stream()
                .filter(name -> name.startsWith(kind))
                .map(name -> Integer.valueOf(name.substring(kind.length())))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** The name of what says that a message's slice had a place. */
    static String begunName(int handedOn) {
        return BEGUN + handedOn;
    }

    /** The name of what says that a line was newly answered by a message. */
    static String answeredName(int handedOn) {
        return ANSWERED + handedOn;
    }

    /**
     * Whether an earlier delivery of a message had its slice in work, and nothing came of it. If not, its process has died while the
     * slice waited for its place, or before it had even seen the message.
     */
    boolean isInVain(int handedOn) {
        return begun.contains(handedOn) && !answered.contains(handedOn);
    }

    /** How many messages up to this one were in vain since a line was last answered. */
    int inVain(int handedOn) {
        Integer last = answered.floor(handedOn);
        return begun.subSet(last == null ? -1 : last, false, handedOn, true).size();
    }
}
