package dev.dragoman.document;

import dev.dragoman.event.S3Location;
import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.NoSuchBucketException;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;

/** The few things that are done with an object in S3 on the way in. */
final class S3Reader {
    private final S3Client s3;
    private final S3Presigner presigner;

    S3Reader(S3Client s3, S3Presigner presigner) {
        this.s3 = s3;
        this.presigner = presigner;
    }

    StoredObject head(S3Location location, @Nullable String versionId) {
        HeadObjectResponse head = headOf(location, versionId);
        String eTag = head.eTag() == null ? null : head.eTag().replace("\"", "");
        // A bucket without versions says "null" or nothing
        String version = "null".equals(head.versionId()) ? null : head.versionId();
        return new StoredObject(location, version, eTag, head.contentLength());
    }

    // HeadObject says 404 for a missing bucket too; only HeadBucket tells which is missing, where it is permitted.
    private HeadObjectResponse headOf(S3Location location, @Nullable String versionId) {
        try {
            return s3.headObject(request ->
                    request.bucket(location.bucket()).key(location.key()).versionId(versionId));
        } catch (NoSuchKeyException missing) {
            try {
                s3.headBucket(request -> request.bucket(location.bucket()));
            } catch (NoSuchBucketException noBucket) {
                throw noBucket;
            } catch (SdkException untold) {
                missing.addSuppressed(untold);
            }
            throw missing;
        }
    }

    byte[] firstBytes(StoredObject object, int count) throws IOException {
        return read(object, count, "bytes=0-" + (count - 1));
    }

    byte[] wholeOf(StoredObject object) throws IOException {
        return read(object, Math.toIntExact(object.size()), null);
    }

    // Never more than was announced, whatever the server sends; If-Match, so that head and body are of one version.
    private byte[] read(StoredObject object, int count, @Nullable String range) throws IOException {
        GetObjectRequest request =
                request(object).range(range).ifMatch(object.eTag()).build();
        try (ResponseInputStream<GetObjectResponse> in = s3.getObject(request)) {
            byte[] bytes = in.readNBytes(count);
            in.abort();
            return bytes;
        }
    }

    String presign(StoredObject object, String mediaType, Duration lifetime) {
        GetObjectRequest get = request(object).responseContentType(mediaType).build();
        return presigner
                .presignGetObject(presign -> presign.signatureDuration(lifetime).getObjectRequest(get))
                .url()
                .toExternalForm();
    }

    private static GetObjectRequest.Builder request(StoredObject object) {
        return GetObjectRequest.builder()
                .bucket(object.location().bucket())
                .key(object.location().key())
                .versionId(object.versionId());
    }
}
