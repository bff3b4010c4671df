package dev.dragoman.infra;

import static dev.dragoman.infra.Template.items;
import static dev.dragoman.infra.Template.stream;

import com.fasterxml.jackson.databind.JsonNode;
import dev.dragoman.infra.Template.Resource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Who may reach what the template makes. Each rule tells what breaks it; empty for nothing. */
final class AccessRules {
    private static final Set<String> PUBLIC_ACCESS =
            Set.of("BlockPublicAcls", "BlockPublicPolicy", "IgnorePublicAcls", "RestrictPublicBuckets");

    private AccessRules() {}

    static List<String> encryption(Template template) {
        List<String> broken = Findings.ofResources(
                template.buckets(),
                bucket -> bucket.at(
                                "/BucketEncryption/ServerSideEncryptionConfiguration/0/ServerSideEncryptionByDefault")
                        .path("SSEAlgorithm")
                        .isTextual(),
                "needs BucketEncryption");
        broken.addAll(Findings.ofResources(
                template.queues(),
                queue -> queue.at("/SqsManagedSseEnabled").asBoolean()
                        || queue.properties().has("KmsMasterKeyId"),
                "needs encryption"));
        return broken;
    }

    static List<String> noPublicAccess(Template template) {
        return Findings.ofResources(
                template.buckets(),
                bucket -> PUBLIC_ACCESS.stream()
                        .allMatch(flag -> bucket.at("/PublicAccessBlockConfiguration/" + flag)
                                .asBoolean()),
                "has to block public access in all four ways");
    }

    static List<String> onlyOverTls(Template template) {
        List<String> guarded = Stream.of("AWS::S3::BucketPolicy", "AWS::SQS::QueuePolicy")
                .flatMap(type -> template.all(type).stream())
                .filter(policy -> stream(policy.at("/PolicyDocument/Statement")).anyMatch(AccessRules::deniesPlain))
                .flatMap(policy -> Stream.concat(items(policy.at("/Bucket")), items(policy.at("/Queues"))))
                .map(Template::owner)
                .toList();
        List<Resource> stores = new ArrayList<>(template.buckets());
        stores.addAll(template.queues());
        return Findings.ofResources(
                stores, store -> guarded.contains(store.name()), "needs a policy that denies plain HTTP");
    }

    private static boolean deniesPlain(JsonNode statement) {
        return statement.path("Effect").asText().equals("Deny")
                && statement.at("/Condition/Bool/aws:SecureTransport").asText().equals("false");
    }

    /** Of what is allowed; a Deny may be as wide as it likes. No exceptions. */
    static List<String> noWildcards(Template template) {
        List<JsonNode> allowed = template.statements().stream()
                .filter(statement -> !statement.path("Effect").asText().equals("Deny"))
                .toList();
        List<String> broken = Findings.of(
                allowed,
                statement -> !statement.has("NotAction")
                        && !statement.has("NotResource")
                        && items(statement.path("Action"))
                                .noneMatch(action -> action.asText().contains("*"))
                        && items(statement.path("Resource")).noneMatch(AccessRules::isAnything),
                statement -> statement.path("Sid").asText() + ": names its actions and resources by a wildcard");
        if (template.function().properties().has("Policies")
                || !template.function().properties().has("Role")) {
            broken.add("The function: what SAM adds to a role of its own making allows on \"*\"");
        }
        broken.addAll(Findings.ofResources(
                template.all("AWS::IAM::Role"),
                role -> !role.properties().has("ManagedPolicyArns"),
                "takes over a managed policy, which allows on \"*\""));
        return broken;
    }

    // After "arn:partition:service:region:account:" comes the resource's own name.
    private static boolean isAnything(JsonNode resource) {
        String text = resource.path("Fn::Sub").asText(resource.asText());
        return text.startsWith("*") || text.matches("arn:([^:]*:){4}\\*.*") || resource.isMissingNode();
    }

    /** AWS_IAM, unless client keys are asked for; and public only then. */
    static List<String> openWithKeysOnly(Template template) {
        JsonNode keys = template.variables().at("/DRAGOMAN_HTTP_KEYS/Fn::If/0");
        List<String> broken = Findings.ofResources(
                template.all("AWS::Lambda::Url"),
                url -> url.at("/AuthType").asText().equals("AWS_IAM")
                        || (url.at("/AuthType/Fn::If/0").equals(keys)
                                && url.at("/AuthType/Fn::If/2").asText().equals("AWS_IAM")),
                "needs the AuthType AWS_IAM where there are no client keys");
        broken.addAll(Findings.ofResources(
                template.all("AWS::Lambda::Permission"),
                permission -> permission.node().path("Condition").equals(keys),
                "has to be given where there are client keys only"));
        return broken;
    }
}
