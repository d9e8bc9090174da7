package dev.mayfly.services.iam;

import dev.mayfly.base.Arn;
import dev.mayfly.wire.AwsException;
import dev.mayfly.wire.Call;
import dev.mayfly.wire.Check;
import dev.mayfly.wire.Operation;
import dev.mayfly.wire.Service;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.iam.model.MalformedPolicyDocumentException;
import software.amazon.awssdk.services.sts.model.AssumeRoleRequest;
import software.amazon.awssdk.services.sts.model.AssumeRoleResponse;
import software.amazon.awssdk.services.sts.model.AssumedRoleUser;
import software.amazon.awssdk.services.sts.model.Credentials;
import software.amazon.awssdk.services.sts.model.GetCallerIdentityRequest;
import software.amazon.awssdk.services.sts.model.GetCallerIdentityResponse;
import software.amazon.awssdk.services.sts.model.GetSessionTokenRequest;
import software.amazon.awssdk.services.sts.model.GetSessionTokenResponse;

/** STS: who signs, and temporary credentials for those who may have them. */
final class Sts {
    private static final int HOUR = 3_600;
    private static final int POLICY_LIMIT = 2_048;

    private final Identities<Role> roles;
    private final Sessions sessions;

    Sts(Identities<Role> roles, Sessions sessions) {
        this.roles = roles;
        this.sessions = sessions;
    }

    void offerTo(Service service) {
        service.offer(Operation.named("GetCallerIdentity", GetCallerIdentityRequest::builder, this::getCallerIdentity))
                .offer(Operation.named("AssumeRole", AssumeRoleRequest::builder, this::assumeRole)
                        .check("roleArn", AssumeRoleRequest::roleArn, Constraints.arn())
                        .check("roleSessionName", AssumeRoleRequest::roleSessionName, sessionName())
                        .check("policy", AssumeRoleRequest::policy, Constraints.optionalName(POLICY_LIMIT))
                        .check("policyArns", AssumeRoleRequest::policyArns, Check.maxSize(10))
                        .check("durationSeconds", AssumeRoleRequest::durationSeconds, Constraints.seconds(900, 43_200))
                        .check("tags", AssumeRoleRequest::tags, Check.maxSize(50))
                        .check("externalId", AssumeRoleRequest::externalId, Check.minLength(2))
                        .check("externalId", AssumeRoleRequest::externalId, Check.maxLength(1_224))
                        .check("externalId", AssumeRoleRequest::externalId, Check.pattern("[\\w+=,.@:\\/-]*"))
                        .check("sourceIdentity", AssumeRoleRequest::sourceIdentity, Check.minLength(2))
                        .check("sourceIdentity", AssumeRoleRequest::sourceIdentity, Check.maxLength(64))
                        .check("sourceIdentity", AssumeRoleRequest::sourceIdentity, Check.pattern("[\\w+=,.@-]*")))
                .offer(Operation.named("GetSessionToken", GetSessionTokenRequest::builder, this::getSessionToken)
                        .check(
                                "durationSeconds",
                                GetSessionTokenRequest::durationSeconds,
                                Constraints.seconds(900, 129_600)));
    }

    GetCallerIdentityResponse getCallerIdentity(GetCallerIdentityRequest request, Call call) {
        return GetCallerIdentityResponse.builder()
                .userId(call.caller().userId())
                .account(call.account())
                .arn(call.caller().identity().toString())
                .build();
    }

    @SuppressWarnings("deprecation") // PackedPolicySize: what clients in use read has newer names beside it.
    AssumeRoleResponse assumeRole(AssumeRoleRequest request, Call call) {
        if (Arn.parse(request.roleArn()).isEmpty()) {
            throw Refusal.validation(request.roleArn() + " is invalid");
        }
        requireSessionTags(request);
        Role role = roles.byArn(request.roleArn())
                .orElseThrow(() -> Refusal.accessDenied(call, TrustPolicy.ASSUME_ROLE, request.roleArn()));
        requireTrust(role, request, call);
        Duration life = Duration.ofSeconds(duration(request, role, call));
        requireSessionPolicy(request.policy());

        Arn session = sessionArn(role, request.roleSessionName());
        String userId = role.id() + ':' + request.roleSessionName();
        return AssumeRoleResponse.builder()
                .credentials(shaped(sessions.open(role.account(), session, userId, life)))
                .assumedRoleUser(AssumedRoleUser.builder()
                        .assumedRoleId(userId)
                        .arn(session.toString())
                        .build())
                .packedPolicySize(packedPolicySize(request))
                .sourceIdentity(request.sourceIdentity())
                .build();
    }

    GetSessionTokenResponse getSessionToken(GetSessionTokenRequest request, Call call) {
        Arn identity = call.caller().identity();
        if (identity.resource().startsWith("assumed-role/")) {
            throw AwsException.of(403, "AccessDenied", "Cannot call GetSessionToken with session credentials");
        }
        int asked = Objects.requireNonNullElse(request.durationSeconds(), 12 * HOUR);
        int granted = Callers.isRoot(call) ? Math.min(asked, HOUR) : asked;
        SessionCredentials session =
                sessions.open(call.account(), identity, call.caller().userId(), Duration.ofSeconds(granted));
        return GetSessionTokenResponse.builder().credentials(shaped(session)).build();
    }

    /** The ARN that a role's session acts under: the role's path is not in it. */
    static Arn sessionArn(Role role, String sessionName) {
        return Arn.of("sts", "", role.account(), "assumed-role/" + role.name() + '/' + sessionName);
    }

    private void requireTrust(Role role, AssumeRoleRequest request, Call call) {
        TrustPolicy.Candidate candidate = candidate(call);
        Map<String, String> context = context(candidate, request);
        TrustPolicy trust = role.trust();
        requireAllowed(trust, candidate, TrustPolicy.ASSUME_ROLE, context, request, call);
        if (!request.tags().isEmpty()) {
            requireAllowed(trust, candidate, "sts:TagSession", context, request, call);
        }
        if (request.sourceIdentity() != null) {
            requireAllowed(trust, candidate, "sts:SetSourceIdentity", context, request, call);
        }
    }

    private static void requireAllowed(
            TrustPolicy trust,
            TrustPolicy.Candidate candidate,
            String action,
            Map<String, String> context,
            AssumeRoleRequest request,
            Call call) {
        if (!trust.allows(candidate, action, context)) {
            throw Refusal.accessDenied(call, action, request.roleArn());
        }
    }

    private TrustPolicy.Candidate candidate(Call call) {
        Arn identity = call.caller().identity();
        String[] resource = identity.resource().split("/");
        // A session's ARN leaves the role's path out.
        Optional<Role> role =
                resource[0].equals("assumed-role") ? roles.find(call.account(), resource[1]) : Optional.empty();
        return new TrustPolicy.Candidate(
                call.account(),
                identity.toString(),
                role.map(Role::arn).orElse(identity).toString(),
                call.caller().userId().split(":", 2)[0]);
    }

    private static Map<String, String> context(TrustPolicy.Candidate candidate, AssumeRoleRequest request) {
        Map<String, String> context = new HashMap<>();
        context.put("aws:principalarn", candidate.arn());
        context.put("aws:principalaccount", candidate.account());
        context.put("sts:rolesessionname", request.roleSessionName());
        if (request.externalId() != null) {
            context.put("sts:externalid", request.externalId());
        }
        if (request.sourceIdentity() != null) {
            context.put("sts:sourceidentity", request.sourceIdentity());
        }
        request.tags().forEach(tag -> context.put("aws:requesttag/" + tag.key().toLowerCase(Locale.ROOT), tag.value()));
        return context;
    }

    private static int duration(AssumeRoleRequest request, Role role, Call call) {
        int asked = Objects.requireNonNullElse(request.durationSeconds(), HOUR);
        boolean chained = call.caller().identity().resource().startsWith("assumed-role/");
        if (chained && asked > HOUR) {
            throw Refusal.validation("The requested DurationSeconds exceeds the 1 hour session limit for roles assumed"
                    + " by role chaining");
        }
        if (asked > role.maxSessionSeconds()) {
            throw Refusal.validation("The requested DurationSeconds exceeds the MaxSessionDuration set for this role.");
        }
        return asked;
    }

    private static void requireSessionPolicy(@Nullable String policy) {
        if (policy == null) {
            return;
        }
        try {
            PolicyDocument.requireIdentityPolicy(policy);
        } catch (MalformedPolicyDocumentException e) {
            // The same fault, as STS models it.
            throw software.amazon.awssdk.services.sts.model.MalformedPolicyDocumentException.builder()
                    .message(e.getMessage())
                    .cause(e)
                    .build();
        }
    }

    private static void requireSessionTags(AssumeRoleRequest request) {
        Tags.of(request.tags().stream()
                .map(tag -> software.amazon.awssdk.services.iam.model.Tag.builder()
                        .key(tag.key())
                        .value(tag.value())
                        .build())
                .toList());
    }

    /** In per cent of what is allowed; absent when nothing was passed. */
    private static @Nullable Integer packedPolicySize(AssumeRoleRequest request) {
        int size = request.policy() == null ? 0 : PolicyDocument.size(request.policy());
        size += request.tags().stream()
                .mapToInt(tag -> tag.key().length() + tag.value().length())
                .sum();
        return size == 0 ? null : Math.min(100, 1 + size * 100 / POLICY_LIMIT);
    }

    private static Check<String> sessionName() {
        return Constraints.firstOf(
                List.of(Check.present(), Check.minLength(2), Check.maxLength(64), Check.pattern("[\\w+=,.@-]*")));
    }

    private static Credentials shaped(SessionCredentials session) {
        return Credentials.builder()
                .accessKeyId(session.accessKeyId())
                .secretAccessKey(session.secretAccessKey())
                .sessionToken(session.sessionToken())
                .expiration(session.expires())
                .build();
    }
}
