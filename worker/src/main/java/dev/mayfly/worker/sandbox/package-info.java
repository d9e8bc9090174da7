/** Isolated process trees: the mechanism, without a Lambda word. */
@NullMarked
package dev.mayfly.worker.sandbox;

import org.jspecify.annotations.NullMarked;
