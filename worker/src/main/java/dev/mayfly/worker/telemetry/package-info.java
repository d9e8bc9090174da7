/** What functions write and what is said about them: from pipes and events to log lines. */
@NullMarked
package dev.mayfly.worker.telemetry;

import org.jspecify.annotations.NullMarked;
