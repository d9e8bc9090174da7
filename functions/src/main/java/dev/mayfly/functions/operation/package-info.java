/** The control plane of the Lambda API, a file a group of operations. */
@NullMarked
package dev.mayfly.functions.operation;

import org.jspecify.annotations.NullMarked;
