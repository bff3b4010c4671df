/**
 * Carries a request made for one endpoint over the other one, where a provider has only that. Comes in: a request, an
 * answer or a stream of one endpoint. Goes out: the same in the other's shape, or the reason why it can't be carried.
 * Pure; does not know profiles, doors or how anything is sent.
 */
@NullMarked
package dev.dragoman.bridge;

import org.jspecify.annotations.NullMarked;
