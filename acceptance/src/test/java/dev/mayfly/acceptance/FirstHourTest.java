package dev.mayfly.acceptance;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The first hour with Lambda as every tutorial tells it, typed at the real {@code aws} command line. */
class FirstHourTest {
    private static final String HELLO = """
            const Util = require('util')
            exports.helloworld = (event, context, callback) => {
              console.log('Called with', Util.inspect(event))
              const greeting = event.name || 'world'
              callback(null, 'Hello ' + greeting)
            }
            """;

    private static final String TRUST = """
            {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"%s.amazonaws.com"},
            "Action":"sts:AssumeRole"}]}
            """;

    private final String function = "HelloWorld-" + UUID.randomUUID();
    private final String role =
            "basic-lambda-logging-" + UUID.randomUUID().toString().substring(0, 8);

    @TempDir
    Path folder;

    private AwsCommand aws;

    @BeforeEach
    void deploy() throws IOException {
        aws = new AwsCommand(RunningServer.shared().endpoint(), folder);
        Files.writeString(folder.resolve("trust-policy.json"), TRUST.formatted("lambda"));
        String arn = aws.run(
                "iam",
                "create-role",
                "--role-name",
                role,
                "--assume-role-policy-document",
                "file://trust-policy.json",
                "--query",
                "Role.Arn",
                "--output",
                "text");
        aws.run(
                "iam",
                "attach-role-policy",
                "--role-name",
                role,
                "--policy-arn",
                "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole");
        write(HELLO);
        aws.run(
                "lambda",
                "create-function",
                "--function-name",
                function,
                "--runtime",
                "nodejs20.x",
                "--role",
                arn,
                "--handler",
                "index.helloworld",
                "--zip-file",
                "fileb://index.zip");
        aws.run("lambda", "wait", "function-active-v2", "--function-name", function);
    }

    private void write(String code) throws IOException {
        Files.write(folder.resolve("index.zip"), Deployment.node(code).zip().asByteArray());
    }

    private void update(String code) throws IOException {
        write(code);
        aws.run("lambda", "update-function-code", "--function-name", function, "--zip-file", "fileb://index.zip");
        aws.run("lambda", "wait", "function-updated-v2", "--function-name", function);
    }

    private String invoke(String... more) throws IOException {
        String[] command = {"lambda", "invoke", "--function-name", function, "--payload", "fileb://event.json"};
        Files.writeString(folder.resolve("event.json"), "{\"name\":\"David\"}");
        String[] all = new String[command.length + more.length + 1];
        System.arraycopy(command, 0, all, 0, command.length);
        System.arraycopy(more, 0, all, command.length, more.length);
        all[all.length - 1] = "answer.txt";
        return aws.run(all);
    }

    private String answer() throws IOException {
        return Files.readString(folder.resolve("answer.txt"));
    }

    @Test
    void a_function_is_created_invoked_read_updated_and_deleted() throws IOException {
        assertThat(aws.run("iam", "list-attached-role-policies", "--role-name", role))
                .contains("AWSLambdaBasicExecutionRole");
        assertThat(aws.run("lambda", "get-function", "--function-name", function))
                .contains("\"MemorySize\": 128", "\"Timeout\": 3", "\"Mode\": \"PassThrough\"");

        String tail = invoke("--log-type", "Tail", "--query", "LogResult", "--output", "text");

        assertThat(answer()).isEqualTo("\"Hello David\"");
        assertThat(new String(Base64.getDecoder().decode(tail), UTF_8))
                .contains("START RequestId", "Called with { name: 'David' }", "Max Memory Used:");
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(logs())
                        .contains(
                                "START RequestId",
                                "END RequestId",
                                "REPORT RequestId",
                                "Billed Duration",
                                "Called with"));
        assertThat(aws.run(
                        "logs",
                        "filter-log-events",
                        "--log-group-name",
                        "/aws/lambda/" + function,
                        "--interleaved",
                        "--start-time",
                        Long.toString(
                                System.currentTimeMillis() - Duration.ofHours(1).toMillis())))
                .as("what 'aws logs tail --since 1h' asks for, which version 1 does not have as a command")
                .contains("START RequestId", "Called with { name: 'David' }", "REPORT RequestId");

        update(HELLO.replace("Hello ", "Bonjour "));
        assertThat(invoke()).contains("\"StatusCode\": 200");

        assertThat(answer()).isEqualTo("\"Bonjour David\"");
        aws.run("lambda", "delete-function", "--function-name", function);
        AwsCommand.Ended gone = aws.attempt("lambda", "get-function", "--function-name", function);
        assertThat(gone.status()).isNotZero();
        assertThat(gone.complaint()).contains("ResourceNotFoundException", "Function not found: arn:aws:lambda:");
    }

    private String logs() {
        return aws.run(
                "logs",
                "filter-log-events",
                "--log-group-name",
                "/aws/lambda/" + function,
                "--query",
                "events[].message",
                "--output",
                "text");
    }

    @Test
    void a_function_stands_behind_a_rest_api_with_a_greedy_proxy() throws IOException {
        Http api = new Http(aws.endpoint(), restApi() + ".execute-api." + Aws.REGION.id() + ".localhost");

        HttpResponse<String> malformed = api.get("/test/hello");
        assertThat(malformed.statusCode()).isEqualTo(502);
        assertThat(malformed.body()).contains("Internal server error");

        update(HELLO.replace("'Hello ' + greeting", "{ body: 'Hello ' + event.pathParameters.hello }"));
        HttpResponse<String> proper = api.get("/test/a/b/c");
        assertThat(proper.body()).isEqualTo("Hello a/b/c");
        assertThat(proper.statusCode()).isEqualTo(200);

        assertThat(api.get("/test").statusCode()).isEqualTo(403);
        assertThat(api.get("/test").body()).contains("Missing Authentication Token");
    }

    /** The id of an API whose stage {@code test} gives everything below its root to the function. */
    private String restApi() throws IOException {
        Files.writeString(folder.resolve("gateway-trust.json"), TRUST.formatted("apigateway"));
        String credentials = aws.run(
                "iam",
                "create-role",
                "--role-name",
                "gw-" + role,
                "--assume-role-policy-document",
                "file://gateway-trust.json",
                "--query",
                "Role.Arn",
                "--output",
                "text");
        String api = aws.run(
                "apigateway", "create-rest-api", "--name", "Hello World Api", "--query", "id", "--output", "text");
        String root = aws.run(
                "apigateway", "get-resources", "--rest-api-id", api, "--query", "items[0].id", "--output", "text");
        String resource = aws.run(
                "apigateway",
                "create-resource",
                "--rest-api-id",
                api,
                "--parent-id",
                root,
                "--path-part",
                "{hello+}",
                "--query",
                "id",
                "--output",
                "text");
        aws.run(
                "apigateway",
                "put-method",
                "--rest-api-id",
                api,
                "--resource-id",
                resource,
                "--http-method",
                "ANY",
                "--authorization-type",
                "NONE");
        String arn = aws.run(
                "lambda",
                "get-function-configuration",
                "--function-name",
                function,
                "--query",
                "FunctionArn",
                "--output",
                "text");
        aws.run(
                "apigateway",
                "put-integration",
                "--rest-api-id",
                api,
                "--resource-id",
                resource,
                "--http-method",
                "ANY",
                "--type",
                "AWS_PROXY",
                "--integration-http-method",
                "POST",
                "--credentials",
                credentials,
                "--uri",
                "arn:aws:apigateway:" + Aws.REGION.id() + ":lambda:path/2015-03-31/functions/" + arn + "/invocations");
        aws.run("apigateway", "create-deployment", "--rest-api-id", api, "--stage-name", "test");
        return api;
    }
}
