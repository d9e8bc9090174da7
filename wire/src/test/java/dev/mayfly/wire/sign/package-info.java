@NullMarked
package dev.mayfly.wire.sign;

import org.jspecify.annotations.NullMarked;
