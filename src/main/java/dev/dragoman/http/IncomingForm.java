package dev.dragoman.http;

import dev.dragoman.blocking.Blocking;
import dev.dragoman.event.UploadForm;
import dev.dragoman.event.UploadForm.UploadedFile;
import io.netty.handler.codec.DecoderException;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerFileUpload;
import io.vertx.core.http.HttpServerRequest;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A form with a file that comes in: the file is put away piece by piece, and the client waits for that. So an upload takes the same
 * memory however large it is. For use on the request's event loop only.
 */
final class IncomingForm {
    private final HttpServerRequest request;
    private final UploadedFile file;
    private final Consumer<Optional<UploadForm>> whole;
    private @Nullable HttpServerFileUpload taken;
    private boolean complete;
    private boolean waits;
    private boolean ended;
    private boolean told;

    /**
     * @param request a form, as its head says
     * @param file takes the content of the form's file
     * @param whole gets the form once it has come: empty if it has no file, or is malformed. Never called if the client goes away
     */
    IncomingForm(HttpServerRequest request, UploadedFile file, Consumer<Optional<UploadForm>> whole) {
        this.request = request;
        this.file = file;
        this.whole = whole;
    }

    /** Reads it. */
    void read() {
        request.setExpectMultipart(true);
        request.uploadHandler(this::take);
        request.exceptionHandler(failure -> {
            if (failure instanceof DecoderException) {
                end(Optional.empty());
            }
        });
        request.endHandler(end -> {
            ended = true;
            settle();
        });
    }

    /** How many bytes of the file have come. */
    long size() {
        return file.size();
    }

    private Map<String, String> fields() {
        Map<String, String> fields = new HashMap<>();
        request.formAttributes().forEach(fields::put);
        return fields;
    }

    private void take(HttpServerFileUpload upload) {
        if (taken != null || !UploadForms.FILE.equals(upload.name())) {
            upload.handler(ignored -> {});
            return;
        }
        taken = upload;
        Context loop = Vertx.currentContext();
        upload.handler(part -> {
            file.add(part.getBytes());
            if (file.isFull()) {
                waits = true;
                upload.pause();
                Blocking.run(this::putAway).whenComplete((done, failure) -> loop.runOnContext(turn -> goOn(loop)));
            }
        });
        upload.endHandler(end -> complete = true);
    }

    private boolean putAway() {
        file.putAway();
        return true;
    }

    private void goOn(Context loop) {
        waits = false;
        Objects.requireNonNull(taken).resume();
        // After what the request had kept back meanwhile.
        loop.runOnContext(turn -> settle());
    }

    private void end(Optional<UploadForm> form) {
        if (!told) {
            told = true;
            whole.accept(form);
        }
    }

    // The request may end while the last part of its file is kept back. A file whose end has not come by then is cut
    // off.
    private void settle() {
        if (ended && !waits) {
            end(
                    complete && taken != null
                            ? Optional.of(new UploadForm(fields(), taken.filename(), file))
                            : Optional.empty());
        }
    }
}
