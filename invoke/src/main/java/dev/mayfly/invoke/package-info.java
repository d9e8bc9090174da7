/** The path of an invocation: many doors, one {@link dev.mayfly.invoke.Invoker}. */
@NullMarked
package dev.mayfly.invoke;

import org.jspecify.annotations.NullMarked;
