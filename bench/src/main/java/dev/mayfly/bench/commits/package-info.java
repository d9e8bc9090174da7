/** How many durable commits a second the embedded store makes. */
@NullMarked
package dev.mayfly.bench.commits;

import org.jspecify.annotations.NullMarked;
