/** Filter patterns: text in, a predicate over messages out. Knows nothing of groups, streams or requests. */
@NullMarked
package dev.mayfly.services.logs.pattern;

import org.jspecify.annotations.NullMarked;
