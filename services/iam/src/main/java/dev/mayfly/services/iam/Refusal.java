package dev.mayfly.services.iam;

import dev.mayfly.wire.AwsException;
import dev.mayfly.wire.Call;
import software.amazon.awssdk.services.iam.model.DeleteConflictException;
import software.amazon.awssdk.services.iam.model.EntityAlreadyExistsException;
import software.amazon.awssdk.services.iam.model.InvalidInputException;
import software.amazon.awssdk.services.iam.model.LimitExceededException;
import software.amazon.awssdk.services.iam.model.MalformedPolicyDocumentException;
import software.amazon.awssdk.services.iam.model.NoSuchEntityException;

/** The refusals IAM gives in many places, each with AWS's own text. */
final class Refusal {
    private Refusal() {}

    static NoSuchEntityException noSuchEntity(String message) {
        return NoSuchEntityException.builder().message(message).build();
    }

    static NoSuchEntityException noSuchPolicy(String arn) {
        return noSuchEntity("Policy " + arn + " was not found.");
    }

    static NoSuchEntityException notAttachable(String arn) {
        return noSuchEntity("Policy " + arn + " does not exist or is not attachable.");
    }

    static NoSuchEntityException noSuchVersion(String arn, String version) {
        return noSuchEntity("Policy " + arn + " version " + version + " does not exist or is not attachable.");
    }

    static NoSuchEntityException noSuchAccessKey(String id) {
        return noSuchEntity("The Access Key with id " + id + " cannot be found.");
    }

    static EntityAlreadyExistsException alreadyExists(String message) {
        return EntityAlreadyExistsException.builder().message(message).build();
    }

    static DeleteConflictException deleteConflict(String message) {
        return DeleteConflictException.builder().message(message).build();
    }

    /** @param quota as AWS names it: {@code AccessKeysPerUser} */
    static LimitExceededException quotaExceeded(String quota, int limit) {
        return limitExceeded("Cannot exceed quota for " + quota + ": " + limit);
    }

    static LimitExceededException limitExceeded(String message) {
        return LimitExceededException.builder().message(message).build();
    }

    static InvalidInputException invalidInput(String message) {
        return InvalidInputException.builder().message(message).build();
    }

    static MalformedPolicyDocumentException malformed(String message) {
        return MalformedPolicyDocumentException.builder().message(message).build();
    }

    static AwsException validation(String message) {
        return AwsException.of(400, "ValidationError", message);
    }

    /** @param action with its service: {@code sts:AssumeRole} */
    static AwsException accessDenied(Call call, String action, String resource) {
        return AwsException.of(
                403,
                "AccessDenied",
                "User: " + call.caller().identity() + " is not authorized to perform: " + action + " on resource: "
                        + resource);
    }
}
