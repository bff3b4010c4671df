/**
 * Where an answer is sent, and in which form (design section 4: one row per outcome, one column per door). Comes in: an
 * {@link dev.dragoman.outcome.Answer}. Goes out: S3 objects, a queue message, an HTTP response. Does not know the model
 * or the ledger.
 */
@NullMarked
package dev.dragoman.delivery;

import org.jspecify.annotations.NullMarked;
