package dev.dragoman.event;

import java.util.Map;

/**
 * A file that a client uploads, as {@code multipart/form-data} (RFC 7578).
 *
 * @param fields the form's other fields
 * @param name the file's name, as the client wrote it
 * @param file the file's content
 */
public record UploadForm(Map<String, String> fields, String name, UploadedFile file) {
    public UploadForm {
        fields = Map.copyOf(fields);
    }

    /** The content of a file, which is put away as it comes in. Not for use by two threads at the same time. */
    public interface UploadedFile extends AutoCloseable {
        /**
         * Adds what has come.
         *
         * @param bytes the next ones
         */
        void add(byte[] bytes);

        /**
         * Whether what has come takes so much memory that it has to be put away before more is added.
         *
         * @return true until {@link #putAway}
         */
        boolean isFull();

        /** Puts away what has come. Blocks; never throws: what fails is told once the file is kept. */
        void putAway();

        /**
         * How many bytes have come.
         *
         * @return of the content alone
         */
        long size();

        /** Lets go of all, unless the file was kept. Blocks. */
        @Override
        void close();
    }
}
