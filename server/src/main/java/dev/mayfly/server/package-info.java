/** The rooms wired by hand, in order; the command line; what the server says of itself. */
@NullMarked
package dev.mayfly.server;

import org.jspecify.annotations.NullMarked;
