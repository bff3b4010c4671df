package dev.dragoman.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dragoman.local.Aws;
import dev.dragoman.local.Ports;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.awscore.AwsRequestOverrideConfiguration;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.services.s3.S3Client;

class TimeLimitTest {
    @ParameterizedTest
    @CsvSource({"PT60S, PT20S", "PT2S, PT1S", "PT0.5S, PT0.5S"})
    void anAttemptTakesAThirdOfTheWholeButNotLessThanASecond(Duration whole, Duration attempt) {
        AwsRequestOverrideConfiguration limits = limits(whole);

        assertThat(limits.apiCallTimeout().orElseThrow())
                .isLessThanOrEqualTo(whole)
                .isPositive();
        assertThat(limits.apiCallAttemptTimeout().orElseThrow())
                .isLessThanOrEqualTo(attempt)
                .isPositive();
    }

    @ParameterizedTest
    @CsvSource({"PT0S", "PT-1H"})
    void noTimeLeftIsALimitThatTheSdkTakes(Duration none) {
        assertThat(limits(none).apiCallTimeout().orElseThrow()).isPositive();
    }

    @Test
    void aStoreThatAcceptsAndNeverAnswersIsLeftWhenTheTimeIsOver() throws IOException {
        try (ServerSocket silent = new ServerSocket()) {
            silent.bind(Ports.address(0));
            URI nobody = URI.create("http://" + Ports.LOOPBACK + ":" + silent.getLocalPort());
            TimeLimit time = TimeLimit.of(Duration.ofSeconds(2));
            try (S3Client s3 = new Aws(nobody, nobody).s3Client()) {
                assertThatThrownBy(() -> s3.headObject(
                                head -> head.bucket("papers").key("a.pdf").overrideConfiguration(time)))
                        .isInstanceOf(ApiCallTimeoutException.class);
                // Nothing is left for a second call of the same step.
                assertThatThrownBy(() -> s3.headObject(
                                head -> head.bucket("papers").key("a.pdf").overrideConfiguration(time)))
                        .isInstanceOf(ApiCallTimeoutException.class);
            }
        }
    }

    private static AwsRequestOverrideConfiguration limits(Duration whole) {
        AwsRequestOverrideConfiguration.Builder request = AwsRequestOverrideConfiguration.builder();
        TimeLimit.of(whole).accept(request);
        return request.build();
    }
}
