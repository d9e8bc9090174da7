package dev.mayfly.services.iam;

import dev.mayfly.wire.AwsException;
import dev.mayfly.wire.Call;
import dev.mayfly.wire.Check;
import dev.mayfly.wire.Operation;
import dev.mayfly.wire.Service;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.List;
import software.amazon.awssdk.services.iam.model.AccessKey;
import software.amazon.awssdk.services.iam.model.AccessKeyLastUsed;
import software.amazon.awssdk.services.iam.model.AccessKeyMetadata;
import software.amazon.awssdk.services.iam.model.CreateAccessKeyRequest;
import software.amazon.awssdk.services.iam.model.CreateAccessKeyResponse;
import software.amazon.awssdk.services.iam.model.DeleteAccessKeyRequest;
import software.amazon.awssdk.services.iam.model.DeleteAccessKeyResponse;
import software.amazon.awssdk.services.iam.model.GetAccessKeyLastUsedRequest;
import software.amazon.awssdk.services.iam.model.GetAccessKeyLastUsedResponse;
import software.amazon.awssdk.services.iam.model.ListAccessKeysRequest;
import software.amazon.awssdk.services.iam.model.ListAccessKeysResponse;
import software.amazon.awssdk.services.iam.model.UpdateAccessKeyRequest;
import software.amazon.awssdk.services.iam.model.UpdateAccessKeyResponse;

/** The long-lived keys of users. A request that names no user is about the one who signed it. */
final class AccessKeyOperations {
    private final Identities<User> users;
    private final AccessKeys keys;
    private final Clock clock;

    AccessKeyOperations(Identities<User> users, AccessKeys keys, Clock clock) {
        this.users = users;
        this.keys = keys;
        this.clock = clock;
    }

    void offerTo(Service service) {
        service.offer(Operation.named("CreateAccessKey", CreateAccessKeyRequest::builder, this::createAccessKey)
                        .check("userName", CreateAccessKeyRequest::userName, Constraints.optionalName(128)))
                .offer(Operation.named("ListAccessKeys", ListAccessKeysRequest::builder, this::listAccessKeys)
                        .check("userName", ListAccessKeysRequest::userName, Constraints.optionalName(128))
                        .check("maxItems", ListAccessKeysRequest::maxItems, Constraints.maxItems()))
                .offer(Operation.named("UpdateAccessKey", UpdateAccessKeyRequest::builder, this::updateAccessKey)
                        .check("userName", UpdateAccessKeyRequest::userName, Constraints.optionalName(128))
                        .check("accessKeyId", UpdateAccessKeyRequest::accessKeyId, Constraints.accessKeyId())
                        .check("status", UpdateAccessKeyRequest::statusAsString, Check.present())
                        .check(
                                "status",
                                UpdateAccessKeyRequest::statusAsString,
                                Check.oneOf(List.of("Active", "Inactive", "Expired"))))
                .offer(Operation.named("DeleteAccessKey", DeleteAccessKeyRequest::builder, this::deleteAccessKey)
                        .check("userName", DeleteAccessKeyRequest::userName, Constraints.optionalName(128))
                        .check("accessKeyId", DeleteAccessKeyRequest::accessKeyId, Constraints.accessKeyId()))
                .offer(Operation.named(
                                "GetAccessKeyLastUsed",
                                GetAccessKeyLastUsedRequest::builder,
                                this::getAccessKeyLastUsed)
                        .check("accessKeyId", GetAccessKeyLastUsedRequest::accessKeyId, Constraints.accessKeyId()));
    }

    CreateAccessKeyResponse createAccessKey(CreateAccessKeyRequest request, Call call) {
        User.AccessKey key = new User.AccessKey(
                UniqueId.accessKey(), UniqueId.secret(), true, clock.instant().truncatedTo(ChronoUnit.SECONDS));
        User changed = users.changeWith(call.account(), Callers.userName(request.userName(), call), (user, batch) -> {
            keys.addTo(user, key, batch);
            return user.adding(key);
        });
        return CreateAccessKeyResponse.builder()
                .accessKey(AccessKey.builder()
                        .userName(changed.name())
                        .accessKeyId(key.id())
                        .status(key.status())
                        .secretAccessKey(key.secret())
                        .createDate(key.created())
                        .build())
                .build();
    }

    ListAccessKeysResponse listAccessKeys(ListAccessKeysRequest request, Call call) {
        User user = users.get(call.account(), Callers.userName(request.userName(), call));
        Page<User.AccessKey> page = Page.of(user.keys(), User.AccessKey::id, request.marker(), request.maxItems());
        return ListAccessKeysResponse.builder()
                .accessKeyMetadata(page.map(key -> AccessKeyMetadata.builder()
                        .userName(user.name())
                        .accessKeyId(key.id())
                        .status(key.status())
                        .createDate(key.created())
                        .build()))
                .isTruncated(page.truncated())
                .marker(page.markerOrNull())
                .build();
    }

    UpdateAccessKeyResponse updateAccessKey(UpdateAccessKeyRequest request, Call call) {
        boolean active = request.statusAsString().equals("Active");
        users.change(
                call.account(),
                Callers.userName(request.userName(), call),
                user -> user.replacing(key(user, request.accessKeyId()).activated(active)));
        return UpdateAccessKeyResponse.builder().build();
    }

    DeleteAccessKeyResponse deleteAccessKey(DeleteAccessKeyRequest request, Call call) {
        users.changeWith(call.account(), Callers.userName(request.userName(), call), (user, batch) -> {
            User.AccessKey key = key(user, request.accessKeyId());
            keys.remove(key, batch);
            return user.removing(key);
        });
        return DeleteAccessKeyResponse.builder().build();
    }

    /** When keys were used is not recorded; the answer is AWS's for a key that never was. */
    GetAccessKeyLastUsedResponse getAccessKeyLastUsed(GetAccessKeyLastUsedRequest request, Call call) {
        String id = request.accessKeyId();
        User user = keys.find(id)
                .map(AccessKeys.Found::user)
                .filter(owner -> owner.account().equals(call.account()))
                .orElseThrow(() -> AwsException.of(
                        403,
                        "AccessDenied",
                        "User: " + call.caller().identity()
                                + " is not authorized to perform iam:GetAccessKeyLastUsed on resource: access key "
                                + id));
        return GetAccessKeyLastUsedResponse.builder()
                .userName(user.name())
                .accessKeyLastUsed(AccessKeyLastUsed.builder()
                        .region("N/A")
                        .serviceName("N/A")
                        .build())
                .build();
    }

    private static User.AccessKey key(User user, String id) {
        return user.key(id).orElseThrow(() -> Refusal.noSuchAccessKey(id));
    }
}
