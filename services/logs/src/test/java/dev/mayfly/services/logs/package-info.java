/** Promises of CloudWatch Logs, kept on a store in memory. */
@NullMarked
package dev.mayfly.services.logs;

import org.jspecify.annotations.NullMarked;
