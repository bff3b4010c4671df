package dev.dragoman.config;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithConverter;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** Documents in S3 and what is asked about them ({@code DRAGOMAN_DOCUMENTS_*}). */
@ConfigMapping(prefix = "dragoman.documents")
public interface DocumentsConfig {
    /**
     * The key prefix whose objects are summarised.
     *
     * @return ending in a slash
     */
    @WithDefault("inbox/")
    String input();

    /**
     * Where summaries and receipts go: a key prefix in the document's bucket, or a whole {@code s3://bucket/prefix/}.
     * Must not lie under the input prefix.
     *
     * @return ending in a slash
     */
    @WithDefault("summaries/")
    String output();

    /**
     * How a file reaches the provider: {@code url}, a presigned URL that the provider fetches, or {@code inline}, as
     * base64 in the request, for a provider that can't reach the bucket.
     *
     * @return url or inline
     */
    @WithDefault("url")
    Attach attach();

    /**
     * The largest document that goes into one request, and the limit for all documents together that a request carries
     * inside it. A larger PDF or text is read in parts; anything else that is larger is rejected and not read.
     *
     * @return as {@code 50M}; less than 2G
     */
    @WithDefault("50M")
    MemorySize maxSize();

    /**
     * Whether a document that is too long for one request is read in parts, each an ask of its own.
     *
     * @return false to take no document that does not go into one request
     */
    @WithConverter(TrueOrFalse.class)
    @WithDefault("true")
    boolean parts();

    /**
     * The most text that goes into one request, and the most that the answers to parts may be together when they are
     * combined. Estimated: a token is four bytes of UTF-8.
     *
     * @return in tokens, at least 1
     */
    @WithDefault("60000")
    int partsMaxTokens();

    /**
     * The most pages of a PDF that go into one request.
     *
     * @return at least 1
     */
    @WithDefault("50")
    int partsMaxPages();

    /**
     * The most parts that a document may have; one that would have more is rejected before anything is paid for.
     *
     * @return at least 1
     */
    @WithDefault("200")
    int partsMax();

    /**
     * The largest document that is read in parts. It is read bit by bit and takes no more memory than its parts do.
     *
     * @return as {@code 500M}
     */
    @WithDefault("500M")
    MemorySize maxLongSize();

    /**
     * The largest text document that is sent as text; a larger one is attached as a file.
     *
     * @return as {@code 512K}; less than 2G
     */
    @WithDefault("512K")
    MemorySize maxTextSize();

    /**
     * How many files a request may refer to ({@code s3://} references, and URLs that are fetched for the chat endpoint).
     *
     * @return 1 to 10000; the default is the limit of the provider's family
     */
    @WithDefault("50")
    int maxAttachments();

    /**
     * How long fetching all URLs of one request may take in total. Used for the chat endpoint only, which does not accept
     * file URLs.
     *
     * @return 1ms to 24h
     */
    @WithDefault("10s")
    Duration fetchTimeout();

    /**
     * How long a presigned URL is valid.
     *
     * @return at least the model's total timeout; at most 7 days, the limit of AWS Signature Version 4
     */
    @WithDefault("1h")
    Duration urlLifetime();

    /**
     * The prompt, unless a rule names another: {@code summary}, which is built in, or the path of a template file that is
     * not empty.
     *
     * @return a name or a path
     */
    @WithDefault("summary")
    String prompt();

    /**
     * The output limit, unless a rule sets another.
     *
     * @return in tokens, 1 to 100000000
     */
    @WithDefault("4000")
    int maxOutputTokens();

    /**
     * Whether to refuse an answer if the provider's token count shows that the attached file was not read.
     *
     * @return true to check
     */
    @WithConverter(TrueOrFalse.class)
    @WithDefault("true")
    boolean deliveryCheck();

    /**
     * Rules for key prefixes, by name; the longest matching prefix wins.
     *
     * @return empty for none
     */
    Map<String, RuleConfig> rules();

    /** What applies to one key prefix in place of the defaults. */
    interface RuleConfig {
        /**
         * The prefix that the rule applies to, including the input prefix, such as {@code inbox/contracts/}.
         *
         * @return a key prefix
         */
        String prefix();

        /**
         * The prompt, given as in {@link DocumentsConfig#prompt()}.
         *
         * @return empty for the default one
         */
        Optional<String> prompt();

        /**
         * The model.
         *
         * @return empty for the default one
         */
        Optional<String> model();

        /**
         * The output limit.
         *
         * @return in tokens; empty for the default one
         */
        OptionalInt maxOutputTokens();

        /**
         * Whether a long document is read in parts.
         *
         * @return empty for what {@link DocumentsConfig#parts()} says
         */
        Optional<Boolean> parts();

        /**
         * The most text that goes into one request.
         *
         * @return in tokens; empty for the default
         */
        OptionalInt partsMaxTokens();

        /**
         * The most pages of a PDF that go into one request.
         *
         * @return empty for the default
         */
        OptionalInt partsMaxPages();

        /**
         * The most parts that a document may have.
         *
         * @return empty for the default
         */
        OptionalInt partsMax();
    }

    /** How a file reaches the provider. */
    enum Attach {
        /** By a presigned URL. */
        URL,
        /** As base64 in the request. */
        INLINE
    }
}
