/** Words that every room may use. A closed list: at most ten types. */
@NullMarked
package dev.mayfly.base;

import org.jspecify.annotations.NullMarked;
