/** System calls that Java does not offer, through {@code java.lang.foreign}. Linux on x86-64 and AArch64. */
@NullMarked
package dev.mayfly.worker.linux;

import org.jspecify.annotations.NullMarked;
