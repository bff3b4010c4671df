package dev.dragoman.route;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RouteFileTest {
    @Test
    void theVariablesOfItsPlaceholdersAreKnown() {
        RouteFile file = new RouteFile(
                "own.camel.yaml",
                "aws2-sqs:{{dragoman.own-queue}} {{?dragoman.a:none}} {{env:DRAGOMAN_B}} ${env:DRAGOMAN_C}"
                        + " ${sysenv.DRAGOMAN_D} DRAGOMAN_E ${exchangeProperty.dragoman}");

        assertThat(file.variables())
                .containsExactlyInAnyOrder(
                        "DRAGOMAN_OWN_QUEUE", "DRAGOMAN_A", "DRAGOMAN_B", "DRAGOMAN_C", "DRAGOMAN_D");
    }
}
