/**
 * Documents and references. Comes in: an ask's {@link dev.dragoman.event.Content}. Goes out: a
 * {@link dev.dragoman.payload.ResolvedRequest} that the target endpoint accepts, or a refusal with its reason (design section 6).
 * Reads S3; does not know the model, the ledger or how answers are delivered.
 */
@NullMarked
package dev.dragoman.document;

import org.jspecify.annotations.NullMarked;
