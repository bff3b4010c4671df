/**
 * Budgets that hold before the spend. Comes in: what a call may cost at most, and later what it cost. Goes out: the
 * right to make it, or a refusal. All amounts are whole micro-USD. Does not know how models are called or answers delivered.
 */
@NullMarked
package dev.dragoman.budget;

import org.jspecify.annotations.NullMarked;
