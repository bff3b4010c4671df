package dev.dragoman.local.model;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/** The misbehaviours still to come. Each call gets the first that fits it, in the order in which they were added. */
final class Misbehaviours {
    private final List<Pending> pending = new ArrayList<>();

    private static final class Pending {
        private final Misbehaviour misbehaviour;
        private int left;

        Pending(Misbehaviour misbehaviour) {
            this.misbehaviour = misbehaviour;
            this.left = misbehaviour.times();
        }
    }

    synchronized void add(Misbehaviour misbehaviour) {
        pending.add(new Pending(misbehaviour));
    }

    synchronized Misbehaviour next(String body) {
        for (Iterator<Pending> all = pending.iterator(); all.hasNext(); ) {
            Pending candidate = all.next();
            if (!body.contains(candidate.misbehaviour.match())) {
                continue;
            }
            if (candidate.misbehaviour.times() > 0 && --candidate.left == 0) {
                all.remove();
            }
            return candidate.misbehaviour;
        }
        return Misbehaviour.NONE;
    }

    synchronized List<Misbehaviour> pending() {
        return pending.stream().map(each -> each.misbehaviour).toList();
    }

    synchronized void clear() {
        pending.clear();
    }
}
