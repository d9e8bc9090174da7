/** Function URLs: HTTP in, the event format 2.0, HTTP out. */
@NullMarked
package dev.mayfly.invoke.url;

import org.jspecify.annotations.NullMarked;
