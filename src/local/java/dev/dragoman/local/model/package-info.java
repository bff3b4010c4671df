/**
 * A stand-in for the model provider that works on what it is sent: it reads requests for chat completions and
 * responses, fetches and reads the files, and answers with sentences chosen from them. It can be told to misbehave.
 * Comes in: HTTP calls. Goes out: answers, events and errors in the provider's shapes. Knows nothing of Dragoman.
 */
@NullMarked
package dev.dragoman.local.model;

import org.jspecify.annotations.NullMarked;
