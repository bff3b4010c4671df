/** The start: one process, as a server or as a Lambda function. Knows the edges; nothing knows it. */
@NullMarked
package dev.dragoman;

import org.jspecify.annotations.NullMarked;
