package dev.dragoman.local.bench;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/** How much processor time another process takes. */
public final class ProcessorTime {
    private static final long LOOK_NANOS = 200_000_000;

    /** In the time of a look; the system counts in hundredths of a second. */
    private static final Duration NEXT_TO_NOTHING = Duration.ofMillis(10);

    private ProcessorTime() {}

    /**
     * What it has used so far, its children's included.
     *
     * @param pid the process's number
     */
    public static Duration of(long pid) {
        return ProcessHandle.of(pid).stream()
                .flatMap(process -> Stream.concat(Stream.of(process), process.descendants()))
                .flatMap(process -> process.info().totalCpuDuration().stream())
                .reduce(Duration.ZERO, Duration::plus);
    }

    /**
     * Waits until it does next to nothing: a JVM goes on compiling for seconds after it was last asked for anything.
     *
     * @param pid the process's number
     * @param limit the longest to wait; then it goes on as it is
     */
    public static void awaitRest(long pid, Duration limit) {
        long began = System.nanoTime();
        Duration before;
        do {
            before = of(pid);
            LockSupport.parkNanos(LOOK_NANOS);
        } while (of(pid).minus(before).compareTo(NEXT_TO_NOTHING) > 0 && System.nanoTime() - began < limit.toNanos());
    }
}
