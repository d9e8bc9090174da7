/** The life of an execution environment: init, invocations, reset, end. */
@NullMarked
package dev.mayfly.worker.environment;

import org.jspecify.annotations.NullMarked;
