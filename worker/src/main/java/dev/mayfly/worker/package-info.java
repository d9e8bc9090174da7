/** Where functions run. Knows no AWS service: what it needs to know of a function is in an {@code EnvironmentSpec}. */
@NullMarked
package dev.mayfly.worker;

import org.jspecify.annotations.NullMarked;
