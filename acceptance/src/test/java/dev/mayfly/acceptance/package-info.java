/** Real clients against a real server: what people do with AWS Lambda, and what they must never notice. */
@NullMarked
package dev.mayfly.acceptance;

import org.jspecify.annotations.NullMarked;
