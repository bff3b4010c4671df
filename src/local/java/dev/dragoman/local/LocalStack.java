package dev.dragoman.local;

import dev.dragoman.local.model.StandInModel;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/** What Dragoman needs, on this machine: S3, SQS and a model. It has no buckets and queues until they are made. */
public final class LocalStack implements AutoCloseable {
    private final LocalServer s3Server;
    private final LocalServer sqsServer;
    private final @Nullable StandInModel model;
    private final Aws aws;
    private final S3Client s3;
    private final SqsClient sqs;
    private final S3Presigner presigner;

    /**
     * Makes a stack of running parts, which are closed with it from then on.
     *
     * @param s3Server the S3 server
     * @param sqsServer the SQS server
     * @param model the stand-in; null if a real model is called
     */
    public LocalStack(LocalServer s3Server, LocalServer sqsServer, @Nullable StandInModel model) {
        this.s3Server = s3Server;
        this.sqsServer = sqsServer;
        this.model = model;
        this.aws = new Aws(s3Server.endpoint(), sqsServer.endpoint());
        this.s3 = aws.s3Client();
        this.sqs = aws.sqsClient();
        this.presigner = aws.presigner();
    }

    /**
     * Starts everything on free ports, as tests need it.
     *
     * @return the running stack
     * @throws CannotStart when a part does not come up
     */
    public static LocalStack start() {
        LocalServer s3 = S3Server.start(0);
        try {
            LocalServer sqs = SqsServer.start(0);
            try {
                return new LocalStack(s3, sqs, StandInModel.start(0));
            } catch (RuntimeException failure) {
                sqs.close();
                throw failure;
            }
        } catch (RuntimeException failure) {
            s3.close();
            throw failure;
        }
    }

    /**
     * Endpoints and credentials.
     *
     * @return how clients reach the servers
     */
    public Aws aws() {
        return aws;
    }

    /**
     * The stack's own S3 client.
     *
     * @return closed with the stack
     */
    public S3Client s3() {
        return s3;
    }

    /**
     * The stack's own SQS client.
     *
     * @return closed with the stack
     */
    public SqsClient sqs() {
        return sqs;
    }

    /**
     * The stack's own presigner.
     *
     * @return closed with the stack
     */
    public S3Presigner presigner() {
        return presigner;
    }

    /**
     * The stand-in for the model.
     *
     * @return closed with the stack
     * @throws NullPointerException if the stack was made without one
     */
    public StandInModel model() {
        return Objects.requireNonNull(model, "this stack calls a real model");
    }

    /**
     * The environment variables with which Dragoman uses this stack: those of AWS and, if there is a stand-in, its base
     * URL and a key for it.
     *
     * @return names and values
     */
    public Map<String, String> environment() {
        Map<String, String> environment = new TreeMap<>(aws.environment());
        if (model != null) {
            environment.put("DRAGOMAN_MODEL_BASE_URL", model.baseUrl().toString());
            environment.put("GMI_API_KEY", StandInModel.KEY);
        }
        return environment;
    }

    /**
     * Makes a bucket.
     *
     * @param name its name
     */
    public void createBucket(String name) {
        s3.createBucket(request -> request.bucket(name));
    }

    /**
     * Makes a standard queue with the default attributes (visibility timeout 30 s).
     *
     * @param name its name
     * @return its URL
     */
    public String createQueue(String name) {
        return sqs.createQueue(request -> request.queueName(name)).queueUrl();
    }

    /**
     * Makes a queue whose messages go to another one after some failed deliveries.
     *
     * @param name its name
     * @param deadLetter the name of the dead-letter queue, which is made too
     * @param maxReceives how often a message is delivered before it goes there
     * @return the URL of the first queue
     */
    public String createQueue(String name, String deadLetter, int maxReceives) {
        createQueue(deadLetter);
        String arn = "arn:aws:sqs:" + Aws.REGION + ":" + Aws.ACCOUNT + ":" + deadLetter;
        String redrive = "{\"deadLetterTargetArn\":\"" + arn + "\",\"maxReceiveCount\":\"" + maxReceives + "\"}";
        return sqs.createQueue(request ->
                        request.queueName(name).attributes(Map.of(QueueAttributeName.REDRIVE_POLICY, redrive)))
                .queueUrl();
    }

    /** Stops everything, the last started first. */
    @Override
    public void close() {
        presigner.close();
        sqs.close();
        s3.close();
        if (model != null) {
            model.close();
        }
        sqsServer.close();
        s3Server.close();
    }
}
