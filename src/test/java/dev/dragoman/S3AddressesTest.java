package dev.dragoman;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class S3AddressesTest {
    @ParameterizedTest
    @ValueSource(strings = {"AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_S3", "QUARKUS_S3_ENDPOINT_OVERRIDE"})
    void anEndpointMayBeNamedInEachOfTheseWays(String variable) {
        assertThat(S3Addresses.isOwnEndpoint(Map.of(variable, "http://minio:9000")))
                .isTrue();
        assertThat(S3Addresses.isOwnEndpoint(Map.of(variable, " "))).isFalse();
    }

    @Test
    void anEndpointOfAnotherServiceIsNotS3s() {
        assertThat(S3Addresses.isOwnEndpoint(Map.of("AWS_ENDPOINT_URL_SQS", "http://sqs:9324")))
                .isFalse();
        assertThat(S3Addresses.isOwnEndpoint(Map.of())).isFalse();
    }
}
