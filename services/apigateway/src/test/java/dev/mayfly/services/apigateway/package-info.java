@NullMarked
package dev.mayfly.services.apigateway;

import org.jspecify.annotations.NullMarked;
