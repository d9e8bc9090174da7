package dev.mayfly.functions.operation;

import dev.mayfly.functions.Limits;
import dev.mayfly.functions.Roles;
import dev.mayfly.functions.code.Downloads;
import dev.mayfly.functions.code.Packages;
import dev.mayfly.functions.layers.Layers;
import dev.mayfly.functions.registry.Registry;
import dev.mayfly.wire.Protocol;
import dev.mayfly.wire.Service;
import software.amazon.awssdk.services.lambda.LambdaClient;
import software.amazon.awssdk.services.lambda.model.CodeSigningConfigNotFoundException;
import software.amazon.awssdk.services.lambda.model.CodeStorageExceededException;
import software.amazon.awssdk.services.lambda.model.InvalidParameterValueException;
import software.amazon.awssdk.services.lambda.model.InvalidRequestContentException;
import software.amazon.awssdk.services.lambda.model.InvalidRuntimeException;
import software.amazon.awssdk.services.lambda.model.InvalidZipFileException;
import software.amazon.awssdk.services.lambda.model.PolicyLengthExceededException;
import software.amazon.awssdk.services.lambda.model.PreconditionFailedException;
import software.amazon.awssdk.services.lambda.model.ProvisionedConcurrencyConfigNotFoundException;
import software.amazon.awssdk.services.lambda.model.RecursiveInvocationException;
import software.amazon.awssdk.services.lambda.model.RequestTooLargeException;
import software.amazon.awssdk.services.lambda.model.ResourceConflictException;
import software.amazon.awssdk.services.lambda.model.ResourceInUseException;
import software.amazon.awssdk.services.lambda.model.ResourceNotFoundException;
import software.amazon.awssdk.services.lambda.model.ResourceNotReadyException;
import software.amazon.awssdk.services.lambda.model.ServiceException;
import software.amazon.awssdk.services.lambda.model.TooManyRequestsException;
import software.amazon.awssdk.services.lambda.model.UnsupportedMediaTypeException;

/** The table of Lambda's operations that are offered, and of its errors. */
public final class ControlPlane {
    private final Registry registry;
    private final Layers layers;
    private final Packages packages;
    private final Downloads downloads;
    private final Roles roles;
    private final Limits limits;

    public ControlPlane(
            Registry registry, Layers layers, Packages packages, Downloads downloads, Roles roles, Limits limits) {
        this.registry = registry;
        this.layers = layers;
        this.packages = packages;
        this.downloads = downloads;
        this.roles = roles;
        this.limits = limits;
    }

    public Service service() {
        Service service = errors(new Service("lambda", Protocol.REST_JSON, LambdaClient.class, ""));
        Lookup lookup = new Lookup(registry);
        LayersInput layersInput = new LayersInput(layers, limits);
        SettingsInput settings = new SettingsInput(roles, layersInput);
        new CreateFunction(registry, lookup, packages, settings).offer(service);
        new ReadFunctions(registry, lookup, downloads).offer(service);
        new UpdateFunctions(lookup, packages, settings, layersInput).offer(service);
        new DeleteFunction(lookup).offer(service);
        new Versions(registry, lookup).offer(service);
        new Aliases(registry, lookup).offer(service);
        new Tags(lookup).offer(service);
        new Permissions(registry, lookup).offer(service);
        new Urls(registry, lookup).offer(service);
        new Concurrency(registry, lookup, layers, limits).offer(service);
        new LayerVersions(layers, packages, downloads).offer(service);
        new LayerPermissions(layers).offer(service);
        new Management(registry, lookup).offer(service);
        return service;
    }

    private static Service errors(Service service) {
        return service.error(ResourceNotFoundException.class, 404, "Message")
                .error(ResourceConflictException.class, 409)
                .error(InvalidParameterValueException.class, 400)
                .error(PreconditionFailedException.class, 412)
                .error(PolicyLengthExceededException.class, 400)
                .error(TooManyRequestsException.class, 429)
                .error(InvalidRequestContentException.class, 400)
                .error(RequestTooLargeException.class, 413)
                .error(UnsupportedMediaTypeException.class, 415)
                .error(ProvisionedConcurrencyConfigNotFoundException.class, 404)
                .error(CodeSigningConfigNotFoundException.class, 404, "Message")
                .error(CodeStorageExceededException.class, 400)
                .error(RecursiveInvocationException.class, 400, "Message")
                .error(ResourceInUseException.class, 400, "Message")
                .error(ResourceNotReadyException.class, 502)
                .error(InvalidRuntimeException.class, 502, "Message")
                .error(InvalidZipFileException.class, 502, "Message")
                .error(ServiceException.class, 500, "Message");
    }
}
