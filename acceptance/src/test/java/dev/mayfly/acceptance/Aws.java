package dev.mayfly.acceptance;

import java.net.URI;
import java.time.Duration;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.client.builder.SdkSyncClientBuilder;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.cloudwatchlogs.CloudWatchLogsClient;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.iam.model.EntityAlreadyExistsException;
import software.amazon.awssdk.services.lambda.LambdaClient;
import software.amazon.awssdk.services.sts.StsClient;

/** AWS's own clients, pointed at a server. They do not try again: what the server says is what the test sees. */
final class Aws implements AutoCloseable {
    static final Region REGION = Region.EU_CENTRAL_1;

    private static final String TRUST = """
            {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"sts:AssumeRole",
            "Principal":{"Service":"lambda.amazonaws.com"}}]}
            """;

    private final URI endpoint;
    private final StaticCredentialsProvider credentials;
    private final SdkHttpClient http = UrlConnectionHttpClient.builder()
            .connectionTimeout(Duration.ofSeconds(5))
            .socketTimeout(Duration.ofSeconds(60))
            .build();
    private final LambdaClient lambda;
    private final CloudWatchLogsClient logs;
    private final IamClient iam;
    private final StsClient sts;

    Aws(URI endpoint, String accessKeyId, String secret) {
        this(endpoint, AwsBasicCredentials.create(accessKeyId, secret));
    }

    private Aws(URI endpoint, AwsCredentials credentials) {
        this.endpoint = endpoint;
        this.credentials = StaticCredentialsProvider.create(credentials);
        this.lambda = build(LambdaClient.builder());
        this.logs = build(CloudWatchLogsClient.builder());
        this.iam = build(IamClient.builder());
        this.sts = build(StsClient.builder());
    }

    static Aws session(URI endpoint, String accessKeyId, String secret, String token) {
        return new Aws(endpoint, AwsSessionCredentials.create(accessKeyId, secret, token));
    }

    private <B extends AwsClientBuilder<B, C> & SdkSyncClientBuilder<B, C>, C> C build(B builder) {
        return builder.endpointOverride(endpoint)
                .region(REGION)
                .credentialsProvider(credentials)
                .httpClient(http)
                .overrideConfiguration(change -> change.retryStrategy(AwsRetryStrategy.doNotRetry()))
                .build();
    }

    LambdaClient lambda() {
        return lambda;
    }

    CloudWatchLogsClient logs() {
        return logs;
    }

    IamClient iam() {
        return iam;
    }

    StsClient sts() {
        return sts;
    }

    /** The ARN of a role that Lambda may assume, made where it is not there yet. */
    String functionRole() {
        String name = "function-role";
        try {
            return iam.createRole(role -> role.roleName(name).assumeRolePolicyDocument(TRUST))
                    .role()
                    .arn();
        } catch (EntityAlreadyExistsException e) {
            return iam.getRole(role -> role.roleName(name)).role().arn();
        }
    }

    @Override
    public void close() {
        http.close();
    }
}
