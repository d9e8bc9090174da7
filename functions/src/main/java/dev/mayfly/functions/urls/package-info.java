/** Function URLs. */
@NullMarked
package dev.mayfly.functions.urls;

import org.jspecify.annotations.NullMarked;
