package dev.dragoman.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dragoman.outcome.ProviderResponse.FailureReason;
import io.netty.channel.ConnectTimeoutException;
import io.smallrye.mutiny.TimeoutException;
import jakarta.ws.rs.ProcessingException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.util.stream.Stream;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class CallFailureTest {
    @ParameterizedTest
    @MethodSource
    void anExceptionTellsHowFarACallCame(Throwable failure, FailureReason reason) {
        assertThat(CallFailure.reason(failure)).isEqualTo(reason);
        assertThat(CallFailure.reason(new ProcessingException(new IllegalStateException(failure))))
                .isEqualTo(reason);
    }

    static Stream<Arguments> anExceptionTellsHowFarACallCame() {
        return Stream.of(
                Arguments.of(new ConnectException("refused"), FailureReason.CONNECT),
                Arguments.of(new ConnectTimeoutException("2 s"), FailureReason.CONNECT),
                Arguments.of(new UnknownHostException("nowhere"), FailureReason.CONNECT),
                Arguments.of(new NoRouteToHostException(), FailureReason.CONNECT),
                Arguments.of(new SSLHandshakeException("expired"), FailureReason.TLS),
                Arguments.of(new TimeoutException(), FailureReason.TIMEOUT),
                Arguments.of(new java.util.concurrent.TimeoutException(), FailureReason.TIMEOUT),
                Arguments.of(new SocketException("reset"), FailureReason.BROKEN),
                Arguments.of(new IOException("cut"), FailureReason.BROKEN),
                Arguments.of(new IllegalStateException(), FailureReason.BROKEN));
    }
}
