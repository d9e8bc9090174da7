/** Promises of the filter patterns. */
@NullMarked
package dev.mayfly.services.logs.pattern;

import org.jspecify.annotations.NullMarked;
