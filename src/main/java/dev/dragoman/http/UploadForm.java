package dev.dragoman.http;

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

/**
 * A file that a client uploads, as {@code multipart/form-data} (RFC 7578).
 *
 * @param fields the form's other fields
 * @param name the file's name
 * @param bytes the file's content
 */
record UploadForm(Map<String, String> fields, String name, byte[] bytes) {
    private static final String FILE = "file";

    UploadForm {
        fields = Map.copyOf(fields);
    }

    /**
     * Reads a form.
     *
     * @param contentType the header of that name
     * @param body the request's body
     * @return empty if it is no such form, or has no file
     */
    static Optional<UploadForm> read(String contentType, byte[] body) {
        FullHttpRequest request =
                new DefaultFullHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.POST, "/", Unpooled.wrappedBuffer(body));
        request.headers().set(HttpHeaderNames.CONTENT_TYPE, contentType);
        if (!HttpPostRequestDecoder.isMultipart(request)) {
            return Optional.empty();
        }
        HttpPostMultipartRequestDecoder decoder = null;
        try {
            decoder = new HttpPostMultipartRequestDecoder(new DefaultHttpDataFactory(false), request);
            return Optional.ofNullable(form(decoder));
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

    private static @Nullable UploadForm form(HttpPostMultipartRequestDecoder decoder) throws IOException {
        Map<String, String> fields = new HashMap<>();
        UploadForm form = null;
        for (InterfaceHttpData part : decoder.getBodyHttpDatas()) {
            if (part instanceof FileUpload file && FILE.equals(file.getName())) {
                form = new UploadForm(Map.of(), file.getFilename(), file.get());
            } else if (part instanceof Attribute field) {
                fields.put(field.getName(), field.getValue());
            }
        }
        return form == null ? null : new UploadForm(fields, form.name(), form.bytes());
    }
}
