/** Durable state: an ordered map with atomic commits, and content-addressed blobs; ports and their backends. */
@NullMarked
package dev.mayfly.store;

import org.jspecify.annotations.NullMarked;
