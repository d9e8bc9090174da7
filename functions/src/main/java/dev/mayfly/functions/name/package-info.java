/** How functions are named: by name, ARN or part of one, and a qualifier. */
@NullMarked
package dev.mayfly.functions.name;

import org.jspecify.annotations.NullMarked;
