package dev.dragoman.local;

import java.net.URI;
import java.util.Map;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.apache.ApacheHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3Configuration;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;
import software.amazon.awssdk.services.sqs.SqsClient;

/**
 * How clients reach the local servers. The endpoints hold an IP address, not a name, so that the SDK puts buckets in
 * the path.
 *
 * @param s3 the S3 server
 * @param sqs the SQS server
 */
public record Aws(URI s3, URI sqs) {
    /** The access key that the local servers know. */
    public static final String ACCESS_KEY_ID = "local";

    /** Its secret, which protects nothing. */
    public static final String SECRET_ACCESS_KEY = "local-secret";

    /** The region of everything local. */
    public static final String REGION = "us-east-1";

    /** The account in local queue URLs and ARNs. */
    public static final String ACCOUNT = "000000000000";

    private static StaticCredentialsProvider credentials() {
        return StaticCredentialsProvider.create(AwsBasicCredentials.create(ACCESS_KEY_ID, SECRET_ACCESS_KEY));
    }

    /**
     * A client for the S3 server.
     *
     * @return a new client, to be closed
     */
    public S3Client s3Client() {
        return S3Client.builder()
                .endpointOverride(s3)
                .region(Region.of(REGION))
                .credentialsProvider(credentials())
                .httpClientBuilder(ApacheHttpClient.builder())
                .build();
    }

    /**
     * Signs URLs of the S3 server.
     *
     * @return a new presigner, to be closed
     */
    public S3Presigner presigner() {
        return S3Presigner.builder()
                .endpointOverride(s3)
                .region(Region.of(REGION))
                .credentialsProvider(credentials())
                .serviceConfiguration(
                        S3Configuration.builder().pathStyleAccessEnabled(true).build())
                .build();
    }

    /**
     * A client for the SQS server.
     *
     * @return a new client, to be closed
     */
    public SqsClient sqsClient() {
        return SqsClient.builder()
                .endpointOverride(sqs)
                .region(Region.of(REGION))
                .credentialsProvider(credentials())
                .httpClientBuilder(ApacheHttpClient.builder())
                .build();
    }

    /**
     * The standard variables that lead any AWS SDK or CLI here.
     *
     * @return names and values
     */
    public Map<String, String> environment() {
        return Map.of(
                "AWS_REGION", REGION,
                "AWS_ACCESS_KEY_ID", ACCESS_KEY_ID,
                "AWS_SECRET_ACCESS_KEY", SECRET_ACCESS_KEY,
                "AWS_ENDPOINT_URL_S3", s3.toString(),
                "AWS_ENDPOINT_URL_SQS", sqs.toString());
    }
}
