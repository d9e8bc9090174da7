package dev.mayfly.wire;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.URI;
import java.util.Optional;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.client.builder.AwsSyncClientBuilder;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.client.config.SdkAdvancedClientOption;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.retries.DefaultRetryStrategy;

/** One of the SDK's real clients, driven by the names of its operations. */
final class SdkUnderTest {
    private final Class<?> type;
    private final Object client;

    private SdkUnderTest(Class<?> type, Object client) {
        this.type = type;
        this.client = client;
    }

    /** Signs with a key id that is an account. */
    static <C, B extends AwsClientBuilder<B, C> & AwsSyncClientBuilder<B, C>> SdkUnderTest of(
            Class<C> type, B builder, URI server) {
        return new SdkUnderTest(type, client(builder, server, AwsBasicCredentials.create("111122223333", "secret")));
    }

    /** A client that tries once. */
    static <C, B extends AwsClientBuilder<B, C> & AwsSyncClientBuilder<B, C>> C client(
            B builder, URI server, AwsCredentials credentials) {
        return builder.region(Region.EU_CENTRAL_1)
                .endpointOverride(server)
                .credentialsProvider(StaticCredentialsProvider.create(credentials))
                .httpClientBuilder(Apache5HttpClient.builder())
                .overrideConfiguration(options -> options.retryStrategy(DefaultRetryStrategy.doNotRetry())
                        .putAdvancedOption(SdkAdvancedClientOption.DISABLE_HOST_PREFIX_INJECTION, true))
                .build();
    }

    /** The method that takes the request and nothing else; operations that stream have none. */
    Optional<Method> method(KnownOperations.Known operation) {
        for (Method method : type.getMethods()) {
            if (method.getName().equalsIgnoreCase(operation.name())
                    && method.getParameterCount() == 1
                    && method.getParameterTypes()[0].equals(operation.request())) {
                return Optional.of(method);
            }
        }
        return Optional.empty();
    }

    SdkPojo call(Method method, Object request) throws Throwable {
        try {
            return (SdkPojo) method.invoke(client, request);
        } catch (InvocationTargetException e) {
            throw e.getCause() == null ? e : e.getCause();
        }
    }

    /** A fresh builder of one of the SDK's model classes. */
    static SdkPojo builder(Class<?> model) {
        try {
            return (SdkPojo) model.getMethod("builder").invoke(null);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("no builder in " + model, e);
        }
    }
}
