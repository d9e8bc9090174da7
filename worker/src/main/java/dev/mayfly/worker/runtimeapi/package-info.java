/** The Lambda Runtime API as a runtime sees it: what a guest may say and what it hears. Every request is hostile. */
@NullMarked
package dev.mayfly.worker.runtimeapi;

import org.jspecify.annotations.NullMarked;
