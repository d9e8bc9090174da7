@NullMarked
package dev.mayfly.wire.http;

import org.jspecify.annotations.NullMarked;
