@NullMarked
package dev.mayfly.wire;

import org.jspecify.annotations.NullMarked;
