/** The data plane: a request to a deployed API is routed, handed to its integration, and answered. */
@NullMarked
package dev.mayfly.services.apigateway.serving;

import org.jspecify.annotations.NullMarked;
