package dev.mayfly.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.mayfly.wire.http.Headers;
import dev.mayfly.wire.http.HttpServer;
import dev.mayfly.wire.http.LocalServer;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.cloudwatchlogs.CloudWatchLogsClient;
import software.amazon.awssdk.services.cloudwatchlogs.model.CreateLogGroupRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.CreateLogGroupResponse;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.iam.model.DeleteRoleRequest;
import software.amazon.awssdk.services.iam.model.DeleteRoleResponse;
import software.amazon.awssdk.services.lambda.LambdaClient;
import software.amazon.awssdk.services.lambda.model.GetFunctionConfigurationRequest;
import software.amazon.awssdk.services.lambda.model.GetFunctionConfigurationResponse;

/** Where signatures are verified: the SDK's clients with right and wrong credentials, in three protocols. */
class SignedEndpointTest {
    private static final AwsCredentials RIGHT = AwsBasicCredentials.create("AKIAUSER", "right");
    private LocalServer server;

    @BeforeEach
    void start() throws IOException {
        KeyDirectory keys = new FixedKeys()
                .user("AKIAUSER", "right", "444455556666")
                .session(
                        "ASIALIVE",
                        "right",
                        "444455556666",
                        "token",
                        Instant.now().plus(Duration.ofHours(1)))
                .session(
                        "ASIAOVER",
                        "right",
                        "444455556666",
                        "token",
                        Instant.now().minus(Duration.ofHours(1)));
        Service lambda = new Service("lambda", Protocol.REST_JSON, LambdaClient.class, "")
                .offer(Operation.rest(
                        "GetFunctionConfiguration",
                        "GET",
                        "/2015-03-31/functions/{FunctionName}/configuration",
                        200,
                        GetFunctionConfigurationRequest::builder,
                        (request, call) -> GetFunctionConfigurationResponse.builder()
                                .role(call.caller().identity().toString())
                                .build()))
                .offerRaw(
                        "Invoke",
                        "POST",
                        "/2015-03-31/functions/{FunctionName}/invocations",
                        (exchange, call, labels) -> exchange.respond(200, new Headers(), exchange.body(100)));
        Service logs = new Service("logs", Protocol.AWS_JSON_1_1, CloudWatchLogsClient.class, "Logs_20140328")
                .offer(Operation.named(
                        "CreateLogGroup",
                        CreateLogGroupRequest::builder,
                        (request, call) -> CreateLogGroupResponse.builder().build()));
        Service iam = new Service(
                        "iam", Protocol.AWS_QUERY, IamClient.class, "https://iam.amazonaws.com/doc/2010-05-08/")
                .offer(Operation.named(
                        "DeleteRole",
                        DeleteRoleRequest::builder,
                        (request, call) -> DeleteRoleResponse.builder().build()));
        Endpoint endpoint = new Endpoint(List.of(lambda, logs, iam), List.of(), Auth.signed(keys), Clock.systemUTC());
        server = new LocalServer(HttpServer.Limits.defaults(), endpoint);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private LambdaClient lambda(AwsCredentials credentials) throws IOException {
        return SdkUnderTest.client(LambdaClient.builder(), server.uri(), credentials);
    }

    private CloudWatchLogsClient logs(AwsCredentials credentials) throws IOException {
        return SdkUnderTest.client(CloudWatchLogsClient.builder(), server.uri(), credentials);
    }

    private IamClient iam(AwsCredentials credentials) throws IOException {
        return SdkUnderTest.client(IamClient.builder(), server.uri(), credentials);
    }

    @Test
    void the_right_secret_opens_every_protocol() throws IOException {
        assertThat(lambda(RIGHT)
                        .getFunctionConfiguration(r -> r.functionName("arn:aws:lambda:a b"))
                        .role())
                .isEqualTo("arn:aws:iam::444455556666:user/AKIAUSER");
        logs(RIGHT).createLogGroup(r -> r.logGroupName("/aws/lambda/x"));
        iam(RIGHT).deleteRole(r -> r.roleName("a+b c"));
    }

    @Test
    void a_raw_operation_sees_the_body_that_was_verified() throws IOException {
        SdkBytes payload = SdkBytes.fromUtf8String("{\"a\":1}");
        assertThat(lambda(RIGHT)
                        .invoke(r -> r.functionName("f").payload(payload))
                        .payload())
                .isEqualTo(payload);
    }

    @Test
    void a_session_needs_its_token_and_ends() throws IOException {
        lambda(AwsSessionCredentials.create("ASIALIVE", "right", "token"))
                .getFunctionConfiguration(r -> r.functionName("f"));
        refused(
                AwsSessionCredentials.create("ASIALIVE", "right", "other"),
                "UnrecognizedClientException",
                "InvalidClientTokenId",
                "The security token included in the request is invalid.");
        refused(
                AwsBasicCredentials.create("ASIALIVE", "right"),
                "UnrecognizedClientException",
                "InvalidClientTokenId",
                "The security token included in the request is invalid.");
        refused(
                AwsSessionCredentials.create("ASIAOVER", "right", "token"),
                "ExpiredTokenException",
                "ExpiredToken",
                "The security token included in the request is expired");
    }

    @Test
    void another_secret_does_not_match() throws IOException {
        refused(
                AwsBasicCredentials.create("AKIAUSER", "wrong"),
                "InvalidSignatureException",
                "SignatureDoesNotMatch",
                "The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.");
    }

    @Test
    void an_unknown_key_is_not_recognized() throws IOException {
        refused(
                AwsBasicCredentials.create("AKIANOBODY", "right"),
                "UnrecognizedClientException",
                "InvalidClientTokenId",
                "The security token included in the request is invalid.");
    }

    @Test
    void without_credentials_a_token_is_missing() throws IOException {
        refused(
                AnonymousCredentialsProvider.create().resolveCredentials(),
                "MissingAuthenticationTokenException",
                "MissingAuthenticationToken",
                "Missing Authentication Token");
    }

    private void refused(AwsCredentials credentials, String code, String queryCode, String message) throws IOException {
        LambdaClient lambda = lambda(credentials);
        refused(() -> lambda.getFunctionConfiguration(r -> r.functionName("f")), 403, code, message);
        refused(
                () -> lambda.invoke(r -> r.functionName("f").payload(SdkBytes.fromUtf8String("x"))),
                403,
                code,
                message);
        CloudWatchLogsClient logs = logs(credentials);
        refused(() -> logs.createLogGroup(r -> r.logGroupName("g")), 400, code, message);
        IamClient iam = iam(credentials);
        refused(() -> iam.deleteRole(r -> r.roleName("r")), 403, queryCode, message);
    }

    private static void refused(
            org.assertj.core.api.ThrowableAssert.ThrowingCallable attempt, int status, String code, String message) {
        AwsServiceException refusal = catchThrowableOfType(AwsServiceException.class, attempt);
        assertThat(refusal.statusCode()).isEqualTo(status);
        assertThat(refusal.awsErrorDetails().errorCode()).isEqualTo(code);
        assertThat(refusal.awsErrorDetails().errorMessage()).isEqualTo(message);
    }
}
