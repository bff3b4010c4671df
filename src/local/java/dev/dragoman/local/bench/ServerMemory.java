package dev.dragoman.local.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What another process holds in memory. */
public final class ServerMemory {
    private static final Pattern RESIDENT = Pattern.compile("VmRSS:\\s+(\\d+) kB");
    private static final Pattern MOST_RESIDENT = Pattern.compile("VmHWM:\\s+(\\d+) kB");
    private static final Pattern USED = Pattern.compile("garbage-first heap.*used (\\d+)K");
    private static final Pattern YOUNG = Pattern.compile(" young \\((\\d+)K\\)");

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
     * What is alive on the heap, in MiB, also while the process works: what a full collection of G1 has left, without what was
     * allocated since; 0 if nothing can be seen. {@code GC.class_histogram} would count garbage too, now and then: while native code
     * holds an array, as zlib does, it leaves its collection out, and {@code GC.run} waits.
     */
    public double live() throws IOException, InterruptedException {
        // By one process, so that as little as possible is promoted in between.
        Path commands = Files.writeString(Files.createTempFile("jcmd", null), "GC.run\nGC.heap_info\n");
        try {
            String heap = jcmd("-f", commands.toString());
            return Math.max(0, first(USED, heap) - first(YOUNG, heap)) / 1024.0;
        } finally {
            Files.delete(commands);
        }
    }

    private String jcmd(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(), Long.toString(pid)));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return output;
    }

    private static long first(Pattern pattern, String text) {
        Matcher matcher = pattern.matcher(text);
        return matcher.find() ? Long.parseLong(matcher.group(1)) : 0;
    }
}
