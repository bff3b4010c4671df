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
    private static final Pattern TOTAL = Pattern.compile("Total\\s+\\d+\\s+(\\d+)");
    private static final Pattern USED = Pattern.compile("used (\\d+)K");

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

    /** The live heap in MiB: what is used right after a full collection. */
    public double live() throws IOException, InterruptedException {
        jcmd("GC.run");
        return first(USED, jcmd("GC.heap_info")) / 1024.0;
    }

    /**
     * What is alive, in MiB, also while the process works: counted within a full collection. {@link #live} has what was
     * allocated since, too.
     */
    public double liveObjects() throws IOException, InterruptedException {
        return first(TOTAL, jcmd("GC.class_histogram")) / 1024.0 / 1024.0;
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
