package dev.dragoman.local.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What another process holds in memory. */
public final class ServerMemory {
    private static final Pattern RESIDENT = Pattern.compile("VmRSS:\\s+(\\d+) kB");
    private static final Pattern MOST_RESIDENT = Pattern.compile("VmHWM:\\s+(\\d+) kB");
    private static final Pattern OLD = Pattern.compile("sun\\.gc\\.generation\\.1\\.space\\.0\\.used=(\\d+)");

    private final long pid;

    /** @param pid the process's number */
    public ServerMemory(long pid) {
        this.pid = pid;
    }

    /** Resident, in MiB (Linux; 0 elsewhere). */
    public long resident() throws IOException {
        return status(RESIDENT);
    }

    /** The most that was ever resident, in MiB (Linux; 0 elsewhere). */
    public long mostResident() throws IOException {
        return status(MOST_RESIDENT);
    }

    private long status(Pattern figure) throws IOException {
        Path status = Path.of("/proc", Long.toString(pid), "status");
        return Files.isReadable(status) ? first(figure, Files.readString(status)) / 1024 : 0;
    }

    /**
     * What is alive on the heap, in MiB, also while the process works: what a full collection has left in the old generation.
     * {@code GC.class_histogram} would count garbage too, now and then: while native code holds an array, as zlib does, it
     * leaves its collection out, and {@code GC.run} waits.
     */
    public double live() throws IOException, InterruptedException {
        jcmd("GC.run");
        return first(OLD, jcmd("PerfCounter.print")) / 1024.0 / 1024.0;
    }

    private String jcmd(String command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(), Long.toString(pid), command)
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return output;
    }

    private static long first(Pattern pattern, String text) {
        Matcher matcher = pattern.matcher(text);
        return matcher.find() ? Long.parseLong(matcher.group(1)) : 0;
    }
}
