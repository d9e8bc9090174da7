/**
 * Language runtimes: which runtime names this host can serve, with which interpreter, and what a sandbox needs for it. What
 * is particular to a language stands in its folder, {@code runtimes/<family>/}, not here.
 */
@NullMarked
package dev.mayfly.runtimes;

import org.jspecify.annotations.NullMarked;
