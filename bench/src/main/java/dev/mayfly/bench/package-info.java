/** Measurements, each a subcommand of {@link dev.mayfly.bench.Bench}. */
@NullMarked
package dev.mayfly.bench;

import org.jspecify.annotations.NullMarked;
