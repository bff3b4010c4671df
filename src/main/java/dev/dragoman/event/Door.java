package dev.dragoman.event;

/** Where an ask came in, which decides how it is answered (design section 4). */
public enum Door {
    HTTP("http"),
    S3("s3"),
    SQS("sqs"),
    INVOKE("invoke");

    private final String label;

    Door(String label) {
        this.label = label;
    }

    /**
     * The door's name in logs and metrics.
     *
     * @return lower case
     */
    public String label() {
        return label;
    }
}
