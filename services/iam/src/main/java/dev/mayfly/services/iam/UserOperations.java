package dev.mayfly.services.iam;

import dev.mayfly.wire.Call;
import dev.mayfly.wire.Check;
import dev.mayfly.wire.Operation;
import dev.mayfly.wire.Service;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import software.amazon.awssdk.services.iam.model.CreateUserRequest;
import software.amazon.awssdk.services.iam.model.CreateUserResponse;
import software.amazon.awssdk.services.iam.model.DeleteUserRequest;
import software.amazon.awssdk.services.iam.model.DeleteUserResponse;
import software.amazon.awssdk.services.iam.model.GetUserRequest;
import software.amazon.awssdk.services.iam.model.GetUserResponse;
import software.amazon.awssdk.services.iam.model.ListGroupsForUserRequest;
import software.amazon.awssdk.services.iam.model.ListGroupsForUserResponse;
import software.amazon.awssdk.services.iam.model.ListUserTagsRequest;
import software.amazon.awssdk.services.iam.model.ListUserTagsResponse;
import software.amazon.awssdk.services.iam.model.ListUsersRequest;
import software.amazon.awssdk.services.iam.model.ListUsersResponse;
import software.amazon.awssdk.services.iam.model.Tag;
import software.amazon.awssdk.services.iam.model.TagUserRequest;
import software.amazon.awssdk.services.iam.model.TagUserResponse;
import software.amazon.awssdk.services.iam.model.UntagUserRequest;
import software.amazon.awssdk.services.iam.model.UntagUserResponse;
import software.amazon.awssdk.services.iam.model.UpdateUserRequest;
import software.amazon.awssdk.services.iam.model.UpdateUserResponse;

/** Users: made, renamed, tagged, removed. Their policies are {@link UserPolicyOperations}. */
final class UserOperations {
    private final Identities<User> users;
    private final AccessKeys keys;
    private final Clock clock;

    UserOperations(Identities<User> users, AccessKeys keys, Clock clock) {
        this.users = users;
        this.keys = keys;
        this.clock = clock;
    }

    void offerTo(Service service) {
        service.offer(Operation.named("CreateUser", CreateUserRequest::builder, this::createUser)
                        .check("path", CreateUserRequest::path, Constraints.path())
                        .check("userName", CreateUserRequest::userName, Constraints.name(64))
                        .check(
                                "permissionsBoundary",
                                CreateUserRequest::permissionsBoundary,
                                Constraints.optionalArn()))
                .offer(Operation.named("GetUser", GetUserRequest::builder, this::getUser)
                        .check("userName", GetUserRequest::userName, Constraints.optionalName(128)))
                .offer(Operation.named("ListUsers", ListUsersRequest::builder, this::listUsers)
                        .check("pathPrefix", ListUsersRequest::pathPrefix, Constraints.path())
                        .check("maxItems", ListUsersRequest::maxItems, Constraints.maxItems()))
                .offer(Operation.named("UpdateUser", UpdateUserRequest::builder, this::updateUser)
                        .check("userName", UpdateUserRequest::userName, Constraints.name(128))
                        .check("newPath", UpdateUserRequest::newPath, Constraints.path())
                        .check("newUserName", UpdateUserRequest::newUserName, Constraints.optionalName(64)))
                .offer(Operation.named("DeleteUser", DeleteUserRequest::builder, this::deleteUser)
                        .check("userName", DeleteUserRequest::userName, Constraints.name(128)))
                .offer(Operation.named("TagUser", TagUserRequest::builder, this::tagUser)
                        .check("userName", TagUserRequest::userName, Constraints.name(128))
                        .check("tags", TagUserRequest::tags, Check.present()))
                .offer(Operation.named("UntagUser", UntagUserRequest::builder, this::untagUser)
                        .check("userName", UntagUserRequest::userName, Constraints.name(128))
                        .check("tagKeys", UntagUserRequest::tagKeys, Check.present())
                        .check("tagKeys", UntagUserRequest::tagKeys, Check.maxSize(50)))
                .offer(Operation.named("ListUserTags", ListUserTagsRequest::builder, this::listUserTags)
                        .check("userName", ListUserTagsRequest::userName, Constraints.name(128))
                        .check("maxItems", ListUserTagsRequest::maxItems, Constraints.maxItems()))
                .offer(Operation.named("ListGroupsForUser", ListGroupsForUserRequest::builder, this::listGroupsForUser)
                        .check("userName", ListGroupsForUserRequest::userName, Constraints.name(128)));
    }

    CreateUserResponse createUser(CreateUserRequest request, Call call) {
        String name = Names.name("userName", request.userName());
        String path = Names.path(request.path());
        Tags tags = Tags.of(request.tags());
        Optional<String> boundary = Optional.ofNullable(request.permissionsBoundary());
        boundary.ifPresent(ManagedPolicies::requireWellFormed);
        User user = new User(
                call.account(),
                name,
                UniqueId.user(),
                path,
                clock.instant().truncatedTo(ChronoUnit.SECONDS),
                tags,
                Grants.NONE.within(boundary),
                List.of());
        users.create(user);
        return CreateUserResponse.builder().user(detailed(user)).build();
    }

    GetUserResponse getUser(GetUserRequest request, Call call) {
        if (request.userName() == null && Callers.isRoot(call)) {
            return GetUserResponse.builder().user(root(call)).build();
        }
        User user = users.get(call.account(), Callers.userName(request.userName(), call));
        return GetUserResponse.builder().user(detailed(user)).build();
    }

    ListUsersResponse listUsers(ListUsersRequest request, Call call) {
        String prefix = Objects.requireNonNullElse(request.pathPrefix(), "/");
        Page<User> page = users.list(
                call.account(), user -> user.path().startsWith(prefix), request.marker(), request.maxItems());
        return ListUsersResponse.builder()
                .users(page.map(user -> listed(user).build()))
                .isTruncated(page.truncated())
                .marker(page.markerOrNull())
                .build();
    }

    UpdateUserResponse updateUser(UpdateUserRequest request, Call call) {
        Optional<String> newName = Optional.ofNullable(request.newUserName());
        Optional<String> newPath = Optional.ofNullable(request.newPath());
        newName.ifPresent(name -> Names.name("newUserName", name));
        newPath.ifPresent(Names::path);
        users.changeWith(call.account(), request.userName(), (user, batch) -> {
            User renamed = user.renamed(newName.orElse(user.name()), newPath.orElse(user.path()));
            keys.pointTo(renamed, batch);
            return renamed;
        });
        return UpdateUserResponse.builder().build();
    }

    DeleteUserResponse deleteUser(DeleteUserRequest request, Call call) {
        users.delete(call.account(), request.userName());
        return DeleteUserResponse.builder().build();
    }

    TagUserResponse tagUser(TagUserRequest request, Call call) {
        users.changeTags(call.account(), request.userName(), tags -> tags.adding(request.tags()));
        return TagUserResponse.builder().build();
    }

    UntagUserResponse untagUser(UntagUserRequest request, Call call) {
        users.changeTags(call.account(), request.userName(), tags -> tags.removing(request.tagKeys()));
        return UntagUserResponse.builder().build();
    }

    ListUserTagsResponse listUserTags(ListUserTagsRequest request, Call call) {
        Page<Tag> page =
                users.get(call.account(), request.userName()).tags().page(request.marker(), request.maxItems());
        return ListUserTagsResponse.builder()
                .tags(page.items())
                .isTruncated(page.truncated())
                .marker(page.markerOrNull())
                .build();
    }

    /** There are no groups; tools ask before they delete a user. */
    ListGroupsForUserResponse listGroupsForUser(ListGroupsForUserRequest request, Call call) {
        users.get(call.account(), request.userName());
        return ListGroupsForUserResponse.builder()
                .groups(List.of())
                .isTruncated(false)
                .build();
    }

    private static software.amazon.awssdk.services.iam.model.User detailed(User user) {
        return listed(user)
                .tags(user.tags().listOrNull())
                .permissionsBoundary(Shapes.boundary(user.grants().boundary()))
                .build();
    }

    private static software.amazon.awssdk.services.iam.model.User.Builder listed(User user) {
        return software.amazon.awssdk.services.iam.model.User.builder()
                .path(user.path())
                .userName(user.name())
                .userId(user.id())
                .arn(user.arn().toString())
                .createDate(user.created());
    }

    /** The account itself, which has no name and was always there. */
    private static software.amazon.awssdk.services.iam.model.User root(Call call) {
        return software.amazon.awssdk.services.iam.model.User.builder()
                .userId(call.account())
                .arn(call.caller().identity().toString())
                .createDate(Instant.EPOCH)
                .build();
    }
}
