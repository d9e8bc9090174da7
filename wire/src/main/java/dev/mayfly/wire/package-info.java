/** The AWS protocols over HTTP, for services that are tables of operations. Knows no service by name. */
@NullMarked
package dev.mayfly.wire;

import org.jspecify.annotations.NullMarked;
