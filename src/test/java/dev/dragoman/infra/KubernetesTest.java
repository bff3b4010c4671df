package dev.dragoman.infra;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The Kubernetes example can be read, and says what Dragoman understands. */
class KubernetesTest {
    private static final Path FOLDER = Path.of("infra/kubernetes");

    /** camel.main.shutdown-timeout and quarkus.shutdown.timeout, one after the other at most. */
    private static final int LONGEST_SHUTDOWN_SECONDS = 2 * 25;

    private static final List<JsonNode> OBJECTS = Stream.of("dragoman.yaml", "scaling.yaml")
            .flatMap(file -> Yaml.read(FOLDER.resolve(file)).stream())
            .toList();

    private static JsonNode only(String kind) {
        return OBJECTS.stream()
                .filter(object -> object.path("kind").asText().equals(kind))
                .findFirst()
                .orElseThrow();
    }

    private static JsonNode pod() {
        return only("Deployment").at("/spec/template/spec");
    }

    private static JsonNode container() {
        return pod().at("/containers/0");
    }

    @Test
    void everyVariableIsOneThatAServerReads() {
        assertThat(container().path("env"))
                .isNotEmpty()
                .allSatisfy(variable -> assertThat(
                                Variables.isRead(variable.path("name").asText()))
                        .as("%s", variable)
                        .isTrue());
    }

    @Test
    void keysComeFromASecret() {
        assertThat(container().path("env"))
                .filteredOn(variable -> variable.path("name").asText().contains("KEY"))
                .hasSize(2)
                .allMatch(variable -> variable.at("/valueFrom/secretKeyRef").isObject() && !variable.has("value"));
    }

    @Test
    void theContainerCanChangeNothing() {
        JsonNode limits = container().path("securityContext");

        assertThat(pod().at("/securityContext/runAsNonRoot").asBoolean()).isTrue();
        assertThat(limits.path("readOnlyRootFilesystem").asBoolean()).isTrue();
        assertThat(limits.path("allowPrivilegeEscalation").asBoolean(true)).isFalse();
        assertThat(limits.at("/capabilities/drop/0").asText()).isEqualTo("ALL");
    }

    @Test
    void probesAskForHealth() {
        assertThat(container().at("/livenessProbe/httpGet/path").asText()).isEqualTo("/q/health/live");
        assertThat(container().at("/readinessProbe/httpGet/path").asText()).isEqualTo("/q/health/ready");
    }

    @Test
    void whatIsInHandMayEndBeforeThePodDoes() {
        int pause = container().at("/lifecycle/preStop/exec/command/1").asInt();

        assertThat(pod().path("terminationGracePeriodSeconds").asInt()).isGreaterThan(LONGEST_SHUTDOWN_SECONDS + pause);
    }

    @Test
    void whatIsScaledIsTheDeploymentByTheQueueThatItPolls() {
        String polled = container().path("env").findParents("name").stream()
                .filter(variable -> variable.path("name").asText().equals("DRAGOMAN_POLL_QUEUE"))
                .map(variable -> variable.path("value").asText())
                .findFirst()
                .orElseThrow();

        assertThat(only("ScaledObject").at("/spec/scaleTargetRef/name"))
                .isEqualTo(only("Deployment").at("/metadata/name"));
        assertThat(only("ScaledObject").at("/spec/triggers/0/metadata/queueURL").asText())
                .endsWith("/" + polled);
    }
}
