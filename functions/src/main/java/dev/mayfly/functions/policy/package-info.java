/** Resource policies of functions and layers. */
@NullMarked
package dev.mayfly.functions.policy;

import org.jspecify.annotations.NullMarked;
