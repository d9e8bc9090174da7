package dev.mayfly.functions.operation;

import static dev.mayfly.functions.operation.Constraints.lookedUp;

import dev.mayfly.functions.Refused;
import dev.mayfly.functions.name.Qualifier;
import dev.mayfly.functions.name.Reference;
import dev.mayfly.functions.registry.Draft;
import dev.mayfly.functions.registry.VersionRow;
import dev.mayfly.wire.Call;
import dev.mayfly.wire.Operation;
import dev.mayfly.wire.Service;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.services.lambda.model.DeleteFunctionRequest;
import software.amazon.awssdk.services.lambda.model.DeleteFunctionResponse;

/** DeleteFunction: a function with all that belongs to it, or one of its versions. */
final class DeleteFunction {
    private final Lookup lookup;

    DeleteFunction(Lookup lookup) {
        this.lookup = lookup;
    }

    void offer(Service service) {
        service.offer(lookedUp(
                Operation.rest(
                        "DeleteFunction",
                        "DELETE",
                        "/2015-03-31/functions/{FunctionName}",
                        204,
                        DeleteFunctionRequest::builder,
                        this::deleteFunction),
                DeleteFunctionRequest::functionName,
                DeleteFunctionRequest::qualifier));
    }

    DeleteFunctionResponse deleteFunction(DeleteFunctionRequest request, Call call) {
        Reference reference = lookup.reference(request.functionName(), request.qualifier(), call, "DeleteFunction");
        Optional<Qualifier> qualifier = reference.parsedQualifier();
        if (qualifier.isPresent() && qualifier.get() instanceof Qualifier.AliasName) {
            throw Refused.invalid("Deletion of aliases is not currently supported.");
        }
        if (qualifier.isPresent() && qualifier.get() instanceof Qualifier.Latest) {
            throw Refused.invalid("$LATEST version cannot be deleted without deleting the function.");
        }
        lookup.change(reference, draft -> {
            if (qualifier.isEmpty()) {
                draft.deleteFunction();
            } else if (qualifier.get() instanceof Qualifier.VersionNumber number) {
                // A version that is not there is deleted without complaint.
                draft.version(number.number()).ifPresent(version -> delete(draft, version));
            }
            return reference;
        });
        return DeleteFunctionResponse.builder().statusCode(204).build();
    }

    private static void delete(Draft draft, VersionRow version) {
        List<String> aliases = new ArrayList<>();
        draft.eachAlias(alias -> {
            if (alias.leadsTo(version.number())) {
                aliases.add(alias.name());
            }
        });
        if (!aliases.isEmpty()) {
            throw Refused.conflict("Unable to delete version because the following aliases reference it: " + aliases);
        }
        draft.delete(version);
    }
}
