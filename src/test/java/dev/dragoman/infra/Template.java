package dev.dragoman.infra;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * The SAM template, as far as the rules ask about it.
 *
 * @param root the whole file
 */
record Template(JsonNode root) {
    /**
     * A resource.
     *
     * @param name its logical id
     * @param node all of it
     */
    record Resource(String name, JsonNode node) {
        JsonNode properties() {
            return node.path("Properties");
        }

        JsonNode at(String pointer) {
            return properties().at(pointer);
        }
    }

    static Template read(Path file) {
        return new Template(Yaml.read(file).get(0));
    }

    /** A copy in which one object is changed. */
    Template but(String pointer, Consumer<ObjectNode> change) {
        JsonNode copy = root.deepCopy();
        if (!(copy.at(pointer) instanceof ObjectNode place)) {
            throw new IllegalArgumentException("There is no object at " + pointer);
        }
        change.accept(place);
        return new Template(copy);
    }

    List<Resource> all(String type) {
        List<Resource> found = new ArrayList<>();
        root.path("Resources").properties().forEach(member -> {
            if (member.getValue().path("Type").asText().equals(type)) {
                found.add(new Resource(member.getKey(), member.getValue()));
            }
        });
        return found;
    }

    Resource function() {
        return all("AWS::Serverless::Function").get(0);
    }

    Resource resource(String name) {
        return new Resource(name, root.path("Resources").path(name));
    }

    JsonNode parameter(JsonNode reference) {
        return reference.path("Ref").isTextual()
                ? root.path("Parameters").path(reference.path("Ref").textValue())
                : MissingNode.getInstance();
    }

    /** What stands for a value: a parameter's default, else the value itself. */
    JsonNode value(JsonNode node) {
        JsonNode parameter = parameter(node);
        return parameter.isMissingNode() ? node : parameter.path("Default");
    }

    /** The least that a number can be: a parameter's MinValue, else the number itself; 0 where nothing is said. */
    long least(JsonNode node) {
        JsonNode parameter = parameter(node);
        return (parameter.isMissingNode() ? node : parameter.path("MinValue")).asLong(0);
    }

    JsonNode variables() {
        return function().at("/Environment/Variables");
    }

    /** The function's SQS triggers. */
    List<JsonNode> triggers() {
        return stream(function().at("/Events"))
                .filter(event -> event.path("Type").asText().equals("SQS"))
                .map(event -> event.path("Properties"))
                .toList();
    }

    Resource queueOf(JsonNode trigger) {
        return resource(owner(trigger.path("Queue")));
    }

    List<Resource> triggeringQueues() {
        return triggers().stream().map(this::queueOf).toList();
    }

    Resource deadLettersOf(Resource queue) {
        return resource(owner(queue.at("/RedrivePolicy/deadLetterTargetArn")));
    }

    List<Resource> buckets() {
        return all("AWS::S3::Bucket");
    }

    List<Resource> queues() {
        return all("AWS::SQS::Queue");
    }

    List<Resource> alarms() {
        return all("AWS::CloudWatch::Alarm");
    }

    /** The statements of every role, bucket policy and queue policy, except who may take on a role. */
    List<JsonNode> statements() {
        Stream<JsonNode> roles = all("AWS::IAM::Role").stream()
                .flatMap(role -> stream(role.at("/Policies")))
                .map(policy -> policy.path("PolicyDocument"));
        Stream<JsonNode> resources = Stream.of("AWS::S3::BucketPolicy", "AWS::SQS::QueuePolicy")
                .flatMap(type -> all(type).stream())
                .map(policy -> policy.at("/PolicyDocument"));
        return Stream.concat(roles, resources)
                .flatMap(document -> stream(document.path("Statement")))
                .toList();
    }

    /** The logical id in {@code !GetAtt Owner.Arn} or {@code !Ref Owner}; empty where it is neither. */
    static String owner(JsonNode reference) {
        String attribute = reference.path("Fn::GetAtt").path(0).asText();
        return attribute.isEmpty() ? reference.path("Ref").asText() : attribute;
    }

    /** The items of an array, the values of an object, or the one value that stands for an array of one. */
    static Stream<JsonNode> items(JsonNode node) {
        return node.isArray() ? stream(node) : Stream.of(node);
    }

    static Stream<JsonNode> stream(JsonNode node) {
        return StreamSupport.stream(node.spliterator(), false);
    }
}
