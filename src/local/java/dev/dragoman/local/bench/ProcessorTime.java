package dev.dragoman.local.bench;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/** How much processor time another process takes. */
public final class ProcessorTime {
    private static final long LOOK_NANOS = 200_000_000;

    /** Per interval between two checks; the system counts in hundredths of a second. */
    private static final Duration NEXT_TO_NOTHING = Duration.ofMillis(10);

    private ProcessorTime() {}

    /**
     * The time used so far, including that of its child processes.
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
     * Waits until the process is nearly idle: a JVM goes on compiling for seconds after its last call.
     *
     * @param pid the process's number
     * @param limit the longest wait; after it, returns even if the process is busy
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
