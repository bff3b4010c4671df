package dev.dragoman.local;

/** Tells how to use each door from another terminal. */
final class Doors {
    private Doors() {}

    /**
     * Lines to copy.
     *
     * @param server Dragoman's base URL
     * @param aws the local servers
     * @param bucket of documents
     * @param asks the URL of the queue of asks
     * @param answers the URL of the queue of answers
     */
    static String howTo(String server, Aws aws, String bucket, String asks, String answers) {
        return """

                Everything is up. Look at %1$s/ in a browser, or in another terminal:

                  # HTTP: any OpenAI client with the base URL %1$s/v1, or
                  curl -s %1$s/v1/responses -H 'Content-Type: application/json' -d '{"model": "openai/gpt-5.2-chat", "input": "Hello!"}'
                  curl -s %1$s/v1/chat/completions -H 'Content-Type: application/json' -d '{"model": "openai/gpt-5.2-chat", "messages": [{"role": "user", "content": "Hello!"}]}'
                  curl -s %1$s/v1/models
                  curl -s %1$s/q/health
                  curl -s %1$s/q/metrics

                  # The aws lines need no account, only these:
                  export AWS_ACCESS_KEY_ID=%4$s AWS_SECRET_ACCESS_KEY=%5$s AWS_DEFAULT_REGION=%6$s

                  # S3: a file in inbox/ gets a summary and a receipt in summaries/
                  aws --endpoint-url %2$s s3 cp README.md s3://%7$s/inbox/README.md
                  aws --endpoint-url %2$s s3 ls s3://%7$s/summaries/
                  aws --endpoint-url %2$s s3 cp s3://%7$s/summaries/README.md.summary.md -

                  # SQS: an ask goes in here, its answer comes out there
                  aws --endpoint-url %3$s sqs send-message --queue-url %8$s --message-body '{"id": "order-4711", "body": {"input": "Hello!"}}'
                  aws --endpoint-url %3$s sqs receive-message --queue-url %9$s --wait-time-seconds 10

                Ctrl-C stops everything.
                """.formatted(
                        server,
                        aws.s3(),
                        aws.sqs(),
                        Aws.ACCESS_KEY_ID,
                        Aws.SECRET_ACCESS_KEY,
                        Aws.REGION,
                        bucket,
                        asks,
                        answers);
    }
}
