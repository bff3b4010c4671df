/**
 * Pay once. Comes in: a payload about to be sent, and later its answer. Goes out: the right to send it, the answer
 * stored before, or "in progress" (design section 5). Does not know doors, models or documents.
 */
@NullMarked
package dev.dragoman.ledger;

import org.jspecify.annotations.NullMarked;
