/**
 * Pay once for each ask. Comes in: a payload about to be sent, and later its answer. Goes out: the right to send it, the
 * answer that was stored before, or "in progress" (design section 5). Does not know how models are called, documents are
 * read or answers delivered.
 */
@NullMarked
package dev.dragoman.ledger;

import org.jspecify.annotations.NullMarked;
