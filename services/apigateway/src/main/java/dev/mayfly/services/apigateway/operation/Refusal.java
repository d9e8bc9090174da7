package dev.mayfly.services.apigateway.operation;

import dev.mayfly.services.apigateway.definition.Scope;
import software.amazon.awssdk.services.apigateway.model.BadRequestException;
import software.amazon.awssdk.services.apigateway.model.ConflictException;
import software.amazon.awssdk.services.apigateway.model.LimitExceededException;
import software.amazon.awssdk.services.apigateway.model.NotFoundException;

/** What API Gateway says when it refuses, in its own words. */
final class Refusal {

    private Refusal() {}

    static NotFoundException noApi(Scope scope, String apiId) {
        return notFound("Invalid API identifier specified " + scope.account() + ':' + apiId);
    }

    /** Also said when the API itself is not there. */
    static NotFoundException noResource() {
        return notFound("Invalid Resource identifier specified");
    }

    static NotFoundException noMethod() {
        return notFound("Invalid Method identifier specified");
    }

    static NotFoundException noIntegration() {
        return notFound("Invalid Integration identifier specified");
    }

    static NotFoundException noResponse() {
        return notFound("Invalid Response status code specified");
    }

    static NotFoundException noDeployment() {
        return notFound("Invalid Deployment identifier specified");
    }

    static NotFoundException noStage() {
        return notFound("Invalid Stage identifier specified");
    }

    static NotFoundException notFound(String message) {
        return NotFoundException.builder().message(message).build();
    }

    static BadRequestException bad(String message) {
        return BadRequestException.builder().message(message).build();
    }

    static ConflictException conflict(String message) {
        return ConflictException.builder().message(message).build();
    }

    static LimitExceededException tooMany(String message) {
        return LimitExceededException.builder().message(message).build();
    }
}
