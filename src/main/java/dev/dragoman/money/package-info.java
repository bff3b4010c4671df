/**
 * What calls cost. In: an operator's price table, a model's name and the usage that its provider has reported. Out: amounts
 * in micro-USD, a millionth of a dollar. Pure, and without floating point. Knows nothing of asks and receipts.
 *
 * <p><b>Rounding</b>, here alone: what one answer cost is rounded to the nearest micro-USD, half up, once all its terms
 * are added ({@link dev.dragoman.money.Price#cost}); sums are sums of rounded costs. What a call can cost at most is rounded
 * up ({@link dev.dragoman.money.Price#most}).
 */
@NullMarked
package dev.dragoman.money;

import org.jspecify.annotations.NullMarked;
