@NullMarked
package dev.mayfly.runtimes;

import org.jspecify.annotations.NullMarked;
