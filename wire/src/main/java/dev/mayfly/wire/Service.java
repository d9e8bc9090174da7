package dev.mayfly.wire;

import dev.mayfly.wire.http.Exchange;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.awscore.exception.AwsServiceException;

/**
 * A service is a table: how it speaks, its operations, the status of each modelled error. Built by one thread, read by
 * many after that.
 */
public final class Service {

    /** An operation that bypasses the codecs and streams: Invoke and the like. The caller is known already. */
    @FunctionalInterface
    public interface Raw {
        /** @param labels of the path, decoded, by name */
        void serve(Exchange exchange, Call call, Map<String, String> labels) throws IOException;
    }

    public record RawOperation(String name, String method, String path, Raw raw) {}

    /**
     * @param status of the answer
     * @param messageMember how the JSON body names the text: {@code message} or {@code Message}
     */
    public record ErrorShape(int status, String messageMember) {}

    private static final String SUFFIX = "Exception";

    private final String name;
    private final Protocol protocol;
    private final Class<?> client;
    private final String namespace;
    private final List<Operation<?, ?>> operations = new ArrayList<>();
    private final List<RawOperation> raws = new ArrayList<>();
    private final Map<Class<? extends AwsServiceException>, ErrorShape> errors = new LinkedHashMap<>();
    private final Map<Class<? extends AwsServiceException>, String> errorCodes = new LinkedHashMap<>();

    /**
     * @param name as it stands in a credential scope: {@code lambda}, {@code logs}, {@code apigateway}
     * @param client the SDK's client interface ({@code LambdaClient.class}): it knows the names of all operations, so
     *     that one that is not offered can be named
     * @param namespace awsJson: the prefix in X-Amz-Target ({@code Logs_20140328}); awsQuery: the XML namespace; restJson:
     *     unused, the empty string
     */
    public Service(String name, Protocol protocol, Class<?> client, String namespace) {
        this.name = name;
        this.protocol = protocol;
        this.client = client;
        this.namespace = namespace;
    }

    public Service offer(Operation<?, ?> operation) {
        operations.add(operation);
        return this;
    }

    public Service offerRaw(String operationName, String method, String path, Raw raw) {
        raws.add(new RawOperation(operationName, method, path, raw));
        return this;
    }

    /** Errors answer 400 with {@code message} unless said here. */
    public Service error(Class<? extends AwsServiceException> type, int status, String messageMember) {
        errors.put(type, new ErrorShape(status, messageMember));
        return this;
    }

    public Service error(Class<? extends AwsServiceException> type, int status) {
        return error(type, status, "message");
    }

    /**
     * The code of an error where it is not the name of its class. That is the case where the SDK spells acronyms its own
     * way ({@code Ec2ThrottledException} for EC2ThrottledException), and in awsQuery, where codes go without the suffix
     * {@code Exception} unless said here: NoSuchEntity needs no word, STS's ExpiredTokenException does.
     */
    public Service errorCode(Class<? extends AwsServiceException> type, String code) {
        errorCodes.put(type, code);
        return this;
    }

    public String name() {
        return name;
    }

    public Protocol protocol() {
        return protocol;
    }

    public Class<?> client() {
        return client;
    }

    public String namespace() {
        return namespace;
    }

    public List<Operation<?, ?>> operations() {
        return List.copyOf(operations);
    }

    public List<RawOperation> raws() {
        return List.copyOf(raws);
    }

    public ErrorShape errorShape(Class<?> type) {
        ErrorShape shape = errors.get(type);
        return shape == null ? new ErrorShape(400, "message") : shape;
    }

    /** What AWS calls the error of this class. */
    public String errorCode(Class<?> type) {
        String name = type.getSimpleName();
        String usual = protocol == Protocol.AWS_QUERY && name.endsWith(SUFFIX)
                ? name.substring(0, name.length() - SUFFIX.length())
                : name;
        return errorCodes.getOrDefault(type, usual);
    }
}
