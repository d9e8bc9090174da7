/** What is deployed: functions, versions, aliases, layers, permissions, urls, concurrency, code. */
@NullMarked
package dev.mayfly.functions;

import org.jspecify.annotations.NullMarked;
