package dev.dragoman.http;

import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;

/** A web page that this server has of its own, if it has one. All is as without it but for the paths that it names. */
public interface WebPage {
    /** There is none. */
    WebPage NONE = new WebPage() {
        @Override
        public boolean answers(String path, HttpServerRequest request, HttpServerResponse response) {
            return false;
        }

        @Override
        public boolean takes(String path) {
            return false;
        }
    };

    /**
     * Answers a request for one of the page's files. They are the same for everybody and hold nothing of anybody: so neither a
     * key is asked for nor a place taken.
     *
     * @param path normalised and decoded
     * @param request a request of any method, without a body
     * @param response to be written if this is one
     * @return false if it asks for something else: then nothing was done
     */
    boolean answers(String path, HttpServerRequest request, HttpServerResponse response);

    /**
     * Whether a call may have the method PUT.
     *
     * @param path as {@link dev.dragoman.event.HttpCall#path}
     * @return true for what takes a file
     */
    boolean takes(String path);
}
