/** AWS's protocols as codecs between bytes and the SDK's model classes, which describe themselves by their fields. */
@NullMarked
package dev.mayfly.wire.codec;

import org.jspecify.annotations.NullMarked;
