/**
 * Documents and references. Comes in: an ask's {@link dev.dragoman.event.Content}. Goes out: a {@link
 * dev.dragoman.payload.ResolvedRequest} that the upstream endpoint accepts, or the reason why there can be none (design
 * section 6). Reads S3 and fetches clients' URLs; does not know the model, the ledger or how answers are delivered.
 */
@NullMarked
package dev.dragoman.document;

import org.jspecify.annotations.NullMarked;
