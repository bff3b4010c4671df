package dev.dragoman.event;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/**
 * Tells events of AWS services by the fields that only such events have. What is one and is not understood must fail, since its
 * source takes a success for work that is done.
 *
 * @see <a href="https://docs.aws.amazon.com/lambda/latest/dg/lambda-services.html">Services that invoke functions</a>
 */
final class ForeignEvents {
    private static final List<String> FIELDS = List.of(
            // Streams and queues
            "Records",
            "records",
            "eventSource",
            "EventSource",
            "eventSourceARN",
            "eventSourceArn",
            "EventSubscriptionArn",
            "EventName",
            "rmqMessagesByQueue",
            "deliveryStreamArn",
            // EventBridge, SNS, logs
            "detail-type",
            "TopicArn",
            "awslogs",
            "alarmArn",
            // Destinations, WebSockets, load balancers
            "requestContext",
            "requestPayload",
            // S3 Batch Operations and Object Lambda
            "invocationSchemaVersion",
            "getObjectContext",
            // Cognito, Config, CodePipeline, CloudFormation
            "triggerSource",
            "invokingEvent",
            "CodePipeline.job",
            "StackId");

    private ForeignEvents() {}

    /**
     * Whether this is an event of a service.
     *
     * @param node any JSON
     * @return true for a list of such events too
     */
    static boolean isOne(JsonNode node) {
        return node.isArray()
                ? node.valueStream().anyMatch(ForeignEvents::isOne)
                : FIELDS.stream().anyMatch(node::has);
    }
}
