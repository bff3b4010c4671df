package dev.dragoman.batch;

import dev.dragoman.event.S3Location;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompletedPart;

/**
 * An object that is written piece by piece: one part of it is held at a time. It is there once it is {@link #complete}; if it is
 * closed without, nothing is left of it.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/userguide/qfacts.html">Limits of a multipart upload</a>
 */
final class UploadedObject extends OutputStream {
    private static final Logger LOG = Logger.getLogger(UploadedObject.class);

    /** Above the 5 MB that all parts but the last must have; 10,000 of them are more than an object may have. */
    private static final int PART = 8 * 1024 * 1024;

    private final S3Client s3;
    private final S3Location location;
    private final String contentType;
    private final ByteArrayOutputStream part = new ByteArrayOutputStream();
    private final List<CompletedPart> parts = new ArrayList<>();
    private @Nullable String upload;
    private long size;
    private boolean completed;

    UploadedObject(S3Client s3, S3Location location, String contentType) {
        this.s3 = s3;
        this.location = location;
        this.contentType = contentType;
    }

    /** How many bytes were written. */
    long size() {
        return size;
    }

    @Override
    public void write(int oneByte) {
        write(new byte[] {(byte) oneByte}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
        add(bytes, offset, length);
        if (isFull()) {
            send();
        }
    }

    /** Adds to the part that is held. */
    void add(byte[] bytes, int offset, int length) {
        part.write(bytes, offset, length);
        size += length;
    }

    /** Whether the part that is held has to be sent before more is added. */
    boolean isFull() {
        return part.size() >= PART;
    }

    /** Sends the part that is held. */
    void send() {
        if (upload == null) {
            upload = s3.createMultipartUpload(create ->
                            create.bucket(location.bucket()).key(location.key()).contentType(contentType))
                    .uploadId();
        }
        String id = upload;
        int number = parts.size() + 1;
        byte[] bytes = part.toByteArray();
        String tag = s3.uploadPart(
                        send -> send.bucket(location.bucket())
                                .key(location.key())
                                .uploadId(id)
                                .partNumber(number),
                        RequestBody.fromBytes(bytes))
                .eTag();
        parts.add(CompletedPart.builder().partNumber(number).eTag(tag).build());
        part.reset();
    }

    /** Ends it: from now on the object is there. */
    void complete() {
        if (upload == null) {
            s3.putObject(
                    put -> put.bucket(location.bucket()).key(location.key()).contentType(contentType),
                    RequestBody.fromBytes(part.toByteArray()));
        } else {
            if (part.size() > 0) {
                send();
            }
            String id = upload;
            s3.completeMultipartUpload(complete -> complete.bucket(location.bucket())
                    .key(location.key())
                    .uploadId(id)
                    .multipartUpload(all -> all.parts(parts)));
        }
        completed = true;
    }

    @Override
    public void close() {
        String id = upload;
        if (id == null || completed) {
            return;
        }
        try {
            s3.abortMultipartUpload(
                    abort -> abort.bucket(location.bucket()).key(location.key()).uploadId(id));
        } catch (SdkException failure) {
            LOG.warnf(
                    "A multipart upload in %s could not be given up, and costs storage until its bucket's lifecycle does: %s",
                    location.bucket(), failure.getClass().getSimpleName());
        }
    }
}
