/**
 * The local stack: an S3 server and an SQS server in processes of their own, a stand-in for the model, and the
 * packaged Dragoman in front of them. Used by the end-to-end tests and by {@code mvn -q -Plocal}. Test code: never in
 * the shipped artifact, and does not know how Dragoman works inside.
 */
@NullMarked
package dev.dragoman.local;

import org.jspecify.annotations.NullMarked;
