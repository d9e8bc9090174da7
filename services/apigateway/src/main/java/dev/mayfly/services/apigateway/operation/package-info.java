/** The operations of the control plane: read, decide, write; the only place that throws the SDK's modelled errors. */
@NullMarked
package dev.mayfly.services.apigateway.operation;

import org.jspecify.annotations.NullMarked;
