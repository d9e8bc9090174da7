package dev.mayfly.services.apigateway;

import dev.mayfly.services.apigateway.definition.Definitions;
import dev.mayfly.services.apigateway.operation.Accounts;
import dev.mayfly.services.apigateway.operation.Deployments;
import dev.mayfly.services.apigateway.operation.IntegrationResponses;
import dev.mayfly.services.apigateway.operation.Integrations;
import dev.mayfly.services.apigateway.operation.MethodResponses;
import dev.mayfly.services.apigateway.operation.Methods;
import dev.mayfly.services.apigateway.operation.Resources;
import dev.mayfly.services.apigateway.operation.RestApis;
import dev.mayfly.services.apigateway.operation.Stages;
import dev.mayfly.services.apigateway.operation.Tags;
import dev.mayfly.services.apigateway.serving.Gateway;
import dev.mayfly.store.Store;
import dev.mayfly.wire.Door;
import dev.mayfly.wire.Protocol;
import dev.mayfly.wire.Service;
import java.time.Clock;
import software.amazon.awssdk.services.apigateway.ApiGatewayClient;
import software.amazon.awssdk.services.apigateway.model.BadRequestException;
import software.amazon.awssdk.services.apigateway.model.ConflictException;
import software.amazon.awssdk.services.apigateway.model.LimitExceededException;
import software.amazon.awssdk.services.apigateway.model.NotFoundException;

/** API Gateway (REST) as others see it: the service that defines APIs, and the door that serves them. */
public final class ApiGateway {
    private final Definitions definitions;
    private final Door door;

    /** @param clock for the time that a function is told it was called at */
    public ApiGateway(Store store, Clock clock, LambdaTarget lambda) {
        this.definitions = new Definitions(store);
        this.door = new Gateway(definitions, clock, lambda);
    }

    public Service service() {
        Service service = new Service("apigateway", Protocol.REST_JSON, ApiGatewayClient.class, "")
                .error(BadRequestException.class, 400)
                .error(NotFoundException.class, 404)
                .error(ConflictException.class, 409)
                .error(LimitExceededException.class, 429);
        new RestApis(definitions).offer(service);
        new Resources(definitions).offer(service);
        new Methods(definitions).offer(service);
        new MethodResponses(definitions).offer(service);
        new Integrations(definitions).offer(service);
        new IntegrationResponses(definitions).offer(service);
        new Deployments(definitions).offer(service);
        new Stages(definitions).offer(service);
        new Tags(definitions).offer(service);
        new Accounts(definitions).offer(service);
        return service;
    }

    public Door door() {
        return door;
    }
}
