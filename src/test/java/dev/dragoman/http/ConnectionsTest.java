package dev.dragoman.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class ConnectionsTest {
    private static final int MOST = 3;
    private static final Duration HEAD = Duration.ofSeconds(10);

    private final AtomicLong now = new AtomicLong();
    private final Connections connections = new Connections(MOST, HEAD, now::get);

    @Test
    @Tag("F068")
    void aHeadThatDripsIsNotWaitedForForEver() {
        EmbeddedChannel dripping = connect();
        for (int i = 0; i < 10; i++) {
            pass(Duration.ofSeconds(1));
            send(dripping);
            connections.closeLate();
            assertThat(dripping.isOpen()).isTrue();
        }

        pass(Duration.ofSeconds(1));
        connections.closeLate();

        assertThat(dripping.isOpen()).isFalse();
    }

    @Test
    void aConnectionMayRestBetweenRequestsButTheNextHeadHasItsTime() {
        EmbeddedChannel kept = connect();
        connections.began(connection(kept), false).run();
        pass(Duration.ofMinutes(5));
        connections.closeLate();
        assertThat(kept.isOpen()).isTrue();

        send(kept);
        pass(HEAD.plusMillis(1));
        connections.closeLate();

        assertThat(kept.isOpen()).isFalse();
    }

    @Test
    void aCallThatIsBeingAnsweredMayTakeItsTime() {
        EmbeddedChannel busy = connect();
        connections.began(connection(busy), false);
        send(busy);
        pass(Duration.ofMinutes(5));

        connections.closeLate();

        assertThat(busy.isOpen()).isTrue();
    }

    @Test
    @Tag("F078")
    void whoHasWaitedLongestMakesRoomForWhoComes() {
        List<EmbeddedChannel> channels = new ArrayList<>();
        for (int i = 0; i < 2 * MOST; i++) {
            channels.add(connect());
        }

        assertThat(channels.stream().filter(EmbeddedChannel::isOpen))
                .containsExactlyElementsOf(channels.subList(MOST, 2 * MOST));
    }

    @Test
    void whoIsBeingAnsweredStaysAndAProbeIsLetInAllTheSame() {
        List<EmbeddedChannel> busy = new ArrayList<>();
        for (int i = 0; i < MOST; i++) {
            busy.add(connect());
            connections.began(connection(busy.get(i)), false);
        }

        List<EmbeddedChannel> probes = List.of(connect(), connect(), connect());

        assertThat(busy).allMatch(EmbeddedChannel::isOpen);
        assertThat(probes).filteredOn(EmbeddedChannel::isOpen).containsExactly(probes.get(2));
    }

    @Test
    void notEvenWhatIsInUseGrowsWithoutEnd() {
        List<EmbeddedChannel> busy = new ArrayList<>();
        for (int i = 0; i < 2 * (MOST + Connections.RESERVE); i++) {
            EmbeddedChannel channel = connect();
            busy.add(channel);
            if (channel.isOpen()) {
                connections.began(connection(channel), false);
            }
        }

        assertThat(busy.stream().filter(EmbeddedChannel::isOpen)).hasSize(MOST + Connections.RESERVE);
    }

    @Test
    void aClosedConnectionLeavesItsPlace() {
        EmbeddedChannel first = connect();
        connect();
        EmbeddedChannel third = connect();
        assertThat(third.close().isSuccess()).isTrue();

        connect();

        assertThat(first.isOpen()).isTrue();
    }

    private EmbeddedChannel connect() {
        EmbeddedChannel channel = new EmbeddedChannel(false, false);
        connections.enter(channel);
        try {
            channel.register();
        } catch (Exception impossible) {
            throw new IllegalStateException(impossible);
        }
        return channel;
    }

    private static WatchedConnection connection(EmbeddedChannel channel) {
        return channel.pipeline().get(WatchedConnection.class);
    }

    private static void send(EmbeddedChannel channel) {
        channel.writeInbound(Unpooled.wrappedBuffer(new byte[] {'x'}));
        channel.releaseInbound();
    }

    private void pass(Duration time) {
        now.addAndGet(time.toNanos());
    }
}
