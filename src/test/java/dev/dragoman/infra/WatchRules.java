package dev.dragoman.infra;

import static dev.dragoman.infra.Template.owner;

import com.fasterxml.jackson.databind.JsonNode;
import dev.dragoman.infra.Template.Resource;
import java.util.List;

/** What has to be seen when something goes wrong. Each rule tells what breaks it; empty for nothing. */
final class WatchRules {
    private WatchRules() {}

    static List<String> logRetention(Template template) {
        Resource logs = template.resource(owner(template.function().at("/LoggingConfig/LogGroup")));
        return logs.properties().has("RetentionInDays")
                ? List.of()
                : List.of("The function's log group has to say for how long it keeps lines");
    }

    static List<String> deadLetterAlarms(Template template) {
        return template.triggeringQueues().stream()
                .map(queue -> template.deadLettersOf(queue).name())
                .filter(name -> !isWatched(template, "ApproximateNumberOfMessagesVisible", name))
                .map(name -> name + ": needs an alarm on its visible messages")
                .toList();
    }

    static List<String> ageAlarms(Template template) {
        return template.triggeringQueues().stream()
                .map(Resource::name)
                .filter(name -> !isWatched(template, "ApproximateAgeOfOldestMessage", name))
                .map(name -> name + ": needs an alarm on the age of its oldest message")
                .toList();
    }

    private static boolean isWatched(Template template, String metric, String queue) {
        return template.alarms().stream()
                .filter(WatchRules::tellsSomebody)
                .filter(alarm -> alarm.at("/MetricName").asText().equals(metric))
                .anyMatch(alarm -> owner(alarm.at("/Dimensions/0/Value")).equals(queue));
    }

    private static boolean tellsSomebody(Resource alarm) {
        return !alarm.at("/AlarmActions").isEmpty();
    }

    /** The lines of dragoman.ask are counted by outcome, and the outcome that an operator has to act on wakes him. */
    static List<String> misconfiguredAlarm(Template template) {
        List<JsonNode> counted = template.all("AWS::Logs::MetricFilter").stream()
                .filter(filter -> filter.at("/FilterPattern").asText().contains("$.loggerName = \"dragoman.ask\""))
                .map(filter -> filter.at("/MetricTransformations/0"))
                .filter(metric -> metric.at("/Dimensions/0/Value").asText().equals("$.mdc.outcome"))
                .toList();
        boolean alarmed = template.alarms().stream()
                .filter(WatchRules::tellsSomebody)
                .filter(alarm -> alarm.at("/Dimensions/0/Value").asText().equals("misconfigured"))
                .anyMatch(alarm -> counted.stream()
                        .anyMatch(metric -> metric.path("MetricName").equals(alarm.at("/MetricName"))
                                && metric.path("MetricNamespace").equals(alarm.at("/Namespace"))
                                && metric.at("/Dimensions/0/Key").equals(alarm.at("/Dimensions/0/Name"))));
        return alarmed ? List.of() : List.of("\"misconfigured\" needs an alarm on what the log's lines are counted to");
    }
}
