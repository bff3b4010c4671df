package dev.dragoman.http;

import dev.dragoman.event.UploadForm;
import dev.dragoman.event.UploadForm.UploadedFile;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.multipart.Attribute;
import io.netty.handler.codec.http.multipart.DefaultHttpDataFactory;
import io.netty.handler.codec.http.multipart.FileUpload;
import io.netty.handler.codec.http.multipart.HttpPostMultipartRequestDecoder;
import io.netty.handler.codec.http.multipart.HttpPostRequestDecoder;
import io.netty.handler.codec.http.multipart.InterfaceHttpData;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads {@code multipart/form-data} with a file (RFC 7578) that has come whole. */
final class UploadForms {
    /** The name of the form's file, in OpenAI's API. */
    static final String FILE = "file";

    private UploadForms() {}

    /**
     * Whether a request is such a form, as far as its head says.
     *
     * @param contentType the header of that name; null if it was not sent
     */
    static boolean isOne(@Nullable String contentType) {
        return contentType != null && HttpPostRequestDecoder.isMultipart(head(contentType, new byte[0]));
    }

    private static FullHttpRequest head(String contentType, byte[] body) {
        FullHttpRequest request =
                new DefaultFullHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.POST, "/", Unpooled.wrappedBuffer(body));
        request.headers().set(HttpHeaderNames.CONTENT_TYPE, contentType);
        return request;
    }

    /**
     * Reads a form that has come whole.
     *
     * @param contentType the header of that name
     * @param body the request's body
     * @param file takes the content
     * @return empty if it is no such form, or has no file
     */
    static Optional<UploadForm> read(String contentType, byte[] body, UploadedFile file) {
        FullHttpRequest request = head(contentType, body);
        if (!HttpPostRequestDecoder.isMultipart(request)) {
            return Optional.empty();
        }
        HttpPostMultipartRequestDecoder decoder = null;
        try {
            decoder = new HttpPostMultipartRequestDecoder(new DefaultHttpDataFactory(false), request);
            return Optional.ofNullable(form(decoder, file));
        } catch (HttpPostRequestDecoder.ErrorDataDecoderException
                | HttpPostRequestDecoder.TooLongFormFieldException
                | HttpPostRequestDecoder.TooManyFormFieldsException
                | IOException
                | IllegalArgumentException malformed) {
            return Optional.empty();
        } finally {
            if (decoder != null) {
                decoder.destroy();
            }
        }
    }

    private static @Nullable UploadForm form(HttpPostMultipartRequestDecoder decoder, UploadedFile file)
            throws IOException {
        Map<String, String> fields = new HashMap<>();
        String name = null;
        for (InterfaceHttpData part : decoder.getBodyHttpDatas()) {
            if (part instanceof FileUpload upload && FILE.equals(upload.getName()) && name == null) {
                name = upload.getFilename();
                file.add(upload.get());
            } else if (part instanceof Attribute field) {
                fields.put(field.getName(), field.getValue());
            }
        }
        return name == null ? null : new UploadForm(fields, name, file);
    }
}
