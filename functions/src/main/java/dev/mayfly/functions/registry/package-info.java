/** The durable state of functions: rows, the moves between states, and the commits that make them. */
@NullMarked
package dev.mayfly.functions.registry;

import org.jspecify.annotations.NullMarked;
