package dev.dragoman.batch;

/**
 * What a batch file may have, and how it is cut.
 *
 * @param lines the most requests
 * @param bytes the largest file
 * @param lineBytes the longest line
 * @param sliceLines how many requests are worked on together
 * @param sliceBytes how large a slice may be, unless a single line is larger
 */
public record BatchLimits(int lines, long bytes, long lineBytes, int sliceLines, long sliceBytes) {
    /** A slice has at least so many lines, if the file has, however large their answers are: each slice costs some requests to S3. */
    public static final int FEWEST_OF_A_SLICE = 4;

    /** How many bad lines of a file are named. */
    static final int NAMED = 100;

    private static final int MOST_LINES = 50_000;
    /** In bytes. */
    static final long LARGEST_FILE = 200L * 1024 * 1024;

    private static final long LARGEST_SLICE = 4L * 1024 * 1024;

    /**
     * The limits of OpenAI's Batch API.
     *
     * @param lineBytes the longest line
     * @param sliceLines how many requests are worked on together
     * @see <a href="https://platform.openai.com/docs/guides/batch">Batch API: 50,000 requests, 200 MB</a>
     */
    public static BatchLimits of(long lineBytes, int sliceLines) {
        return new BatchLimits(MOST_LINES, LARGEST_FILE, lineBytes, sliceLines, LARGEST_SLICE);
    }
}
