/** API Gateway (REST): the API that defines APIs, and the door behind which deployed ones are served. */
@NullMarked
package dev.mayfly.services.apigateway;

import org.jspecify.annotations.NullMarked;
