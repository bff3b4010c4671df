package dev.dragoman.document;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.dragoman.aws.TimeLimit;
import dev.dragoman.config.DocumentsConfig;
import dev.dragoman.document.Attachments.Attachment;
import dev.dragoman.document.UrlPolicy.UrlCheck;
import dev.dragoman.event.Ask;
import dev.dragoman.event.Content;
import dev.dragoman.event.Endpoint;
import dev.dragoman.event.S3Location;
import dev.dragoman.outcome.Outcome;
import dev.dragoman.outcome.Problem;
import dev.dragoman.outcome.StageResult;
import dev.dragoman.payload.ResolvedRequest;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkException;

/** Resolves the references of a request, one after the other, within limits for all of them together. */
final class ReferenceResolver {
    private final S3Reader s3;
    private final WebFetch web;
    private final Attachments attachments;
    private final DocumentsConfig config;
    private final Clock clock;

    ReferenceResolver(S3Reader s3, WebFetch web, DocumentsConfig config, Clock clock) {
        this.s3 = s3;
        this.web = web;
        this.attachments = new Attachments(config);
        this.config = config;
        this.clock = clock;
    }

    /**
     * Resolves all references.
     *
     * @param open the ask so far
     * @param asked the endpoint that the request was made for
     * @param upstreamEndpoint the endpoint that it is sent to
     * @param body a copy of the request, which is changed
     * @param references at least one, none refused
     * @param memory what documents take
     * @return the resolved request, or the outcome of the first reference that can't be resolved
     */
    StageResult<ResolvedRequest> resolve(
            StageResult.Continue<Content> open,
            Endpoint asked,
            Endpoint upstreamEndpoint,
            ObjectNode body,
            List<Reference> references,
            DocumentMemory memory) {
        Resolution resolution = new Resolution(open.ask(), upstreamEndpoint, memory);
        for (Reference reference : references) {
            Optional<Outcome> failure = reference.resolve(resolution);
            if (failure.isPresent()) {
                return open.finish(failure.get());
            }
        }
        return open.with(resolution.request(asked, body));
    }

    /** One request while its references are resolved: what was done, and what is left of its limits. */
    final class Resolution {
        private final Ask ask;
        private final S3Reader timed;
        private final Endpoint upstreamEndpoint;
        private final DocumentMemory memory;
        private final Map<String, String> identities = new HashMap<>();
        private final List<String> adjustments = new ArrayList<>();
        private long bytesLeft = config.maxSize().asLongValue();
        private Duration fetchTimeLeft = config.fetchTimeout();
        private int leastTokens;

        private Resolution(Ask ask, Endpoint upstreamEndpoint, DocumentMemory memory) {
            this.ask = ask;
            this.timed = s3.within(TimeLimit.of(ask.timeLeft(clock.instant())));
            this.upstreamEndpoint = upstreamEndpoint;
            this.memory = memory;
        }

        /** Replaces a reference by an object in S3; returns why that failed. */
        Optional<Outcome> read(ReferenceSite site, S3Location location) {
            try {
                return replace(site, timed.head(location));
            } catch (DocumentMemory.NoRoom full) {
                return Optional.of(full.outcome(site.subject()));
            } catch (SdkException | IOException failure) {
                return Optional.of(S3Reader.outcome(failure, location, site.path()));
            }
        }

        /** Replaces a reference by a file from the web; returns why that failed. */
        Optional<Outcome> fetch(ReferenceSite site, UrlCheck.Allowed target) {
            long start = System.nanoTime();
            Duration timeout = timeLeft(clock.instant());
            FetchResult fetched = timeout.toMillis() <= 0
                    ? FetchResult.FetchFailed.TOO_LATE
                    : web.get(target, Math.min(bytesLeft, memory.largest()), timeout, memory::takeNow);
            fetchTimeLeft = fetchTimeLeft.minusNanos(System.nanoTime() - start);
            ErrorSubject subject = site.subject();
            return fetched.match(
                    file -> replaceByFetched(site, DocumentSource.FetchedSource.of(target.uri(), file.bytes())),
                    refused -> rejected(subject.problem(refused.status(), refused.code(), refused.clause())),
                    failed -> Optional.of(unavailable(subject, failed)));
        }

        // All fetches of a request share the timeout, and none goes on after the caller has stopped waiting.
        private Duration timeLeft(Instant now) {
            return earlier(earlier(fetchTimeLeft, now, ask.deadline()), now, ask.endBy());
        }

        private static Duration earlier(Duration left, Instant now, @Nullable Instant end) {
            return end == null || now.plus(left).isBefore(end) ? left : Duration.between(now, end);
        }

        private Outcome unavailable(ErrorSubject subject, FetchResult.FetchFailed failed) {
            boolean late = ask.deadline() != null && !clock.instant().isBefore(ask.deadline());
            return late
                    ? Outcome.Expired.PASSED
                    : new Outcome.Unavailable(subject.unavailable("url_unavailable", failed.clause()));
        }

        private Optional<Outcome> replaceByFetched(ReferenceSite site, DocumentSource.FetchedSource file) {
            try {
                return replace(site, file);
            } catch (IOException impossible) {
                throw new IllegalStateException(impossible);
            }
        }

        private Optional<Outcome> replace(ReferenceSite site, DocumentSource source) throws IOException {
            return attachments
                    .attach(source, upstreamEndpoint, bytesLeft, memory, site.subject())
                    .match(accepted -> replace(site, source, accepted), refused -> rejected(refused.problem()));
        }

        private Optional<Outcome> replace(ReferenceSite site, DocumentSource source, Attachment.Accepted attachment) {
            if (site.image() && attachment.type().kind() != DocumentType.Kind.IMAGE) {
                return rejected(site.subject()
                        .problem(422, "not_an_image", "is not an image, judging by its bytes; send it as a file"));
            }
            AttachmentForm form = attachment.form();
            bytesLeft -= attachment.inlined();
            leastTokens += form.leastTokens();
            source.identity().ifPresent(identity -> form.reference().ifPresent(text -> identities.put(text, identity)));
            adjustments.add("%s %s %s".formatted(site.path(), source.adjustment(), form.replace(site)));
            return Optional.empty();
        }

        private static Optional<Outcome> rejected(Problem problem) {
            return Optional.of(new Outcome.Rejected(problem));
        }

        private ResolvedRequest request(Endpoint asked, ObjectNode body) {
            return new ResolvedRequest(asked, body, identities, config.deliveryCheck() ? leastTokens : 0, adjustments);
        }
    }
}
