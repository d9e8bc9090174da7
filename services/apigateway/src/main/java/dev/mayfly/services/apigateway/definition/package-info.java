/** What a REST API is made of, as it is kept: APIs, their resource trees, deployments and stages. */
@NullMarked
package dev.mayfly.services.apigateway.definition;

import org.jspecify.annotations.NullMarked;
