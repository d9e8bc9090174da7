package dev.mayfly.services.iam;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.iam.model.AttachedPermissionsBoundary;
import software.amazon.awssdk.services.iam.model.AttachedPolicy;
import software.amazon.awssdk.services.iam.model.PermissionsBoundaryAttachmentType;

/** How the pieces that several answers contain look in the API. */
final class Shapes {
    private Shapes() {}

    static @Nullable AttachedPermissionsBoundary boundary(Optional<String> policyArn) {
        return policyArn
                .map(arn -> AttachedPermissionsBoundary.builder()
                        .permissionsBoundaryType(PermissionsBoundaryAttachmentType.PERMISSIONS_BOUNDARY_POLICY)
                        .permissionsBoundaryArn(arn)
                        .build())
                .orElse(null);
    }

    static AttachedPolicy attached(String policyArn) {
        return AttachedPolicy.builder()
                .policyArn(policyArn)
                .policyName(ManagedPolicies.nameIn(policyArn))
                .build();
    }

    /** A text that answers leave out when it is empty. */
    static @Nullable String orAbsent(String text) {
        return text.isEmpty() ? null : text;
    }
}
