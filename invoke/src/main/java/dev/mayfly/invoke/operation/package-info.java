/** The operations of Lambda's data plane. */
@NullMarked
package dev.mayfly.invoke.operation;

import org.jspecify.annotations.NullMarked;
