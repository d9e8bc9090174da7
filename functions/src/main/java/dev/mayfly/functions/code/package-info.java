/** Deployment packages: checked, kept as blobs, unpacked once per digest, handed out for download. */
@NullMarked
package dev.mayfly.functions.code;

import org.jspecify.annotations.NullMarked;
