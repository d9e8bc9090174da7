/** Signature Version 4: what a request says about who signed it, and whether that is true. */
@NullMarked
package dev.mayfly.wire.sign;

import org.jspecify.annotations.NullMarked;
