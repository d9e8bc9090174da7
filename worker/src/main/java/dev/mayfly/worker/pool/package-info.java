/** Which environment takes the next invocation, and how many there may be. */
@NullMarked
package dev.mayfly.worker.pool;

import org.jspecify.annotations.NullMarked;
