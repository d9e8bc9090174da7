/** Layers and their versions. */
@NullMarked
package dev.mayfly.functions.layers;

import org.jspecify.annotations.NullMarked;
