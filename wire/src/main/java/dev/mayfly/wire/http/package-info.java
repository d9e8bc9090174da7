/** HTTP/1.1 on blocking channels and virtual threads: serves the front door and the Runtime API alike. */
@NullMarked
package dev.mayfly.wire.http;

import org.jspecify.annotations.NullMarked;
