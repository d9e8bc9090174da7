/** CloudWatch Logs: groups of streams of events, written by functions and clients, read back by time and by pattern. */
@NullMarked
package dev.mayfly.services.logs;

import org.jspecify.annotations.NullMarked;
