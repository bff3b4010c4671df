package dev.dragoman.local.bench;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.dragoman.json.Json;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.HdrHistogram.Histogram;

/** What one peer did in its turns at one number of connections. */
final class Turns {
    private static final double NANOS_OF_A_MILLI = 1e6;

    private final Peer peer;
    private final int connections;
    private final List<Double> perSecond = new ArrayList<>();
    private final Histogram busy = new Histogram(3);
    private final Histogram even = new Histogram(3);
    private Duration used = Duration.ZERO;

    Turns(Peer peer, int connections) {
        this.peer = peer;
        this.connections = connections;
    }

    /** The peer whose turns these are. */
    String name() {
        return peer.name();
    }

    /** Measures its throughput: a turn at full load. */
    void addClosed(Duration length) throws IOException {
        try (Load load = new Load(peer.port(), peer.request(), connections)) {
            Duration before = ProcessorTime.of(peer.pid());
            Load.Outcome outcome = peer.checked(load.closed(length));
            used = used.plus(ProcessorTime.of(peer.pid()).minus(before));
            perSecond.add(outcome.perSecond());
            busy.add(outcome.nanos());
        }
    }

    /** Measures its latency: a turn at an even pace that all peers can keep. */
    void addOpen(double pace, Duration length) throws IOException, InterruptedException {
        try (Load load = new Load(peer.port(), peer.request(), connections)) {
            even.add(peer.checked(load.open(pace, length)).nanos());
        }
    }

    /** The median of the turns. */
    double perSecond() {
        return perSecond.stream().sorted().toList().get(perSecond.size() / 2);
    }

    /** How many calls its turns at full load had. */
    long calls() {
        return busy.getTotalCount();
    }

    /** How long its calls at full load took, as a percentile. */
    double millis(double percentile) {
        return millis(busy, percentile);
    }

    /** Processor time of a call at full load. */
    double microsOfProcessor() {
        return used.toNanos() / 1e3 / busy.getTotalCount();
    }

    private static double millis(Histogram histogram, double percentile) {
        return histogram.getValueAtPercentile(percentile) / NANOS_OF_A_MILLI;
    }

    ObjectNode report(Turns direct, Turns portkey) {
        ObjectNode report = Json.object();
        perSecond.forEach(report.putArray("callsPerSecondOfEachTurn")::add);
        report.put("callsPerSecond", perSecond())
                .put("callsPerSecondBesidePortkey", perSecond() / portkey.perSecond())
                .put("processorMicrosOfACall", microsOfProcessor());
        report.set("closedLoopMillis", percentiles(busy));
        report.set("openLoopMillis", percentiles(even));
        report.set("addedClosedLoopBesidePortkey", besidePortkey(busy, direct.busy, portkey.busy));
        report.set("addedOpenLoopBesidePortkey", besidePortkey(even, direct.even, portkey.even));
        return report;
    }

    private static ObjectNode besidePortkey(Histogram own, Histogram direct, Histogram portkey) {
        ObjectNode report =
                Json.object().put("mean", (own.getMean() - direct.getMean()) / (portkey.getMean() - direct.getMean()));
        for (double percentile : new double[] {50, 90, 99}) {
            report.put("p%.0f".formatted(percentile), besidePortkey(own, direct, portkey, percentile));
        }
        return report;
    }

    private static double besidePortkey(Histogram own, Histogram direct, Histogram portkey, double percentile) {
        return added(own, direct, percentile) / added(portkey, direct, percentile);
    }

    /** How much later an answer arrives than from the model itself, in milliseconds. */
    private static double added(Histogram own, Histogram direct, double percentile) {
        return millis(own, percentile) - millis(direct, percentile);
    }

    private static ObjectNode percentiles(Histogram histogram) {
        return Json.object()
                .put("calls", histogram.getTotalCount())
                .put("mean", histogram.getMean() / NANOS_OF_A_MILLI)
                .put("p50", millis(histogram, 50))
                .put("p90", millis(histogram, 90))
                .put("p99", millis(histogram, 99))
                .put("p99.9", millis(histogram, 99.9));
    }

    String line(Turns direct, Turns portkey) {
        return ("  %-8s %7.0f calls/s (%.2f x Portkey's), %.0f us of processor a call; added p50, closed loop %.3f ms"
                        + " (%.2f x), open loop %.3f ms (%.2f x)")
                .formatted(
                        name(),
                        perSecond(),
                        perSecond() / portkey.perSecond(),
                        microsOfProcessor(),
                        added(busy, direct.busy, 50),
                        besidePortkey(busy, direct.busy, portkey.busy, 50),
                        added(even, direct.even, 50),
                        besidePortkey(even, direct.even, portkey.even, 50));
    }
}
