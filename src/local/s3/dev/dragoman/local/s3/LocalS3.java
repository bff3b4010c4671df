package dev.dragoman.local.s3;

import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.blobstore.BlobStore;
import org.gaul.s3proxy.blobstore.ForwardingBlobStore;
import org.gaul.s3proxy.blobstore.domain.MultipartUpload;
import org.gaul.s3proxy.nio2blob.FilesystemNio2BlobStore;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadResponse;
import software.amazon.awssdk.services.s3.model.CopyObjectRequest;
import software.amazon.awssdk.services.s3.model.CopyObjectResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsRequest;
import software.amazon.awssdk.services.s3.model.ListObjectsResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Object;

/**
 * S3Proxy over a new directory, with listings as S3 gives them: of whole objects only. S3Proxy itself also lists the file that an
 * object is being written to, under the object's name with a UUID behind it.
 */
public final class LocalS3 extends ForwardingBlobStore {
    private final Set<String> whole = ConcurrentHashMap.newKeySet();

    private LocalS3(BlobStore store) {
        super(store);
    }

    /**
     * Serves until the process is ended.
     *
     * @param arguments S3Proxy's properties file, and the objects' directory, which is empty
     * @throws Exception if S3Proxy can't start
     */
    public static void main(String[] arguments) throws Exception {
        Properties properties = new Properties();
        try (InputStream file = Files.newInputStream(Path.of(arguments[0]))) {
            properties.load(file);
        }
        S3Proxy.Builder.fromProperties(properties)
                .blobStore(new LocalS3(new FilesystemNio2BlobStore(arguments[1])))
                .build()
                .start();
    }

    @Override
    public PutObjectResponse putBlob(PutObjectRequest request, InputStream content) {
        PutObjectResponse response = super.putBlob(request, content);
        whole.add(name(request.bucket(), request.key()));
        return response;
    }

    @Override
    public CopyObjectResponse copyBlob(CopyObjectRequest request) {
        CopyObjectResponse response = super.copyBlob(request);
        whole.add(name(request.destinationBucket(), request.destinationKey()));
        return response;
    }

    @Override
    public CompleteMultipartUploadResponse completeMultipartUpload(
            MultipartUpload upload, CompleteMultipartUploadRequest request) {
        CompleteMultipartUploadResponse response = super.completeMultipartUpload(upload, request);
        whole.add(name(upload.containerName(), upload.blobName()));
        return response;
    }

    @Override
    public ListObjectsV2Response list(ListObjectsV2Request request) {
        ListObjectsV2Response listed = super.list(request);
        return listed.toBuilder()
                .contents(whole(request.bucket(), listed.contents()))
                .build();
    }

    @Override
    public ListObjectsResponse listV1(ListObjectsRequest request) {
        ListObjectsResponse listed = super.listV1(request);
        return listed.toBuilder()
                .contents(whole(request.bucket(), listed.contents()))
                .build();
    }

    private List<S3Object> whole(String bucket, List<S3Object> objects) {
        return objects.stream()
                .filter(object -> whole.contains(name(bucket, object.key())))
                .toList();
    }

    // A bucket's name holds no slash.
    private static String name(String bucket, String key) {
        return bucket + "/" + key;
    }
}
