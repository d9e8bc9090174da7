package dev.mayfly.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.wire.http.Exchange;
import dev.mayfly.wire.http.Headers;
import dev.mayfly.wire.http.HttpServer;
import dev.mayfly.wire.http.LocalServer;
import dev.mayfly.wire.http.RawClient;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.ServerSocketChannel;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import software.amazon.awssdk.services.cloudwatchlogs.CloudWatchLogsClient;
import software.amazon.awssdk.services.cloudwatchlogs.model.CreateLogGroupRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.CreateLogGroupResponse;
import software.amazon.awssdk.services.cloudwatchlogs.model.PutLogEventsRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.PutLogEventsResponse;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.iam.model.GetRoleRequest;
import software.amazon.awssdk.services.iam.model.GetRoleResponse;
import software.amazon.awssdk.services.iam.model.NoSuchEntityException;
import software.amazon.awssdk.services.iam.model.UpdateRoleRequest;
import software.amazon.awssdk.services.iam.model.UpdateRoleResponse;
import software.amazon.awssdk.services.lambda.LambdaClient;
import software.amazon.awssdk.services.lambda.model.CreateFunctionRequest;
import software.amazon.awssdk.services.lambda.model.CreateFunctionResponse;
import software.amazon.awssdk.services.lambda.model.GetFunctionRequest;
import software.amazon.awssdk.services.lambda.model.GetFunctionResponse;
import software.amazon.awssdk.services.lambda.model.ListFunctionsRequest;
import software.amazon.awssdk.services.lambda.model.ListFunctionsResponse;
import software.amazon.awssdk.services.lambda.model.ResourceNotFoundException;

/** What a client gets by way of status, code and text; the SDK's own clients are in {@link ProtocolsTest}. */
@Timeout(30)
class EndpointTest {
    private static final String SCOPE = "/20260131/eu-central-1/";

    private final AtomicReference<Object> input = new AtomicReference<>("none");
    private final AtomicReference<Call> call = new AtomicReference<>();
    private Endpoint endpoint;
    private LocalServer server;

    @BeforeEach
    void start() throws IOException {
        Auth auth = Auth.open(new FixedKeys().user("AKIAKNOWN", "secret", "444455556666"));
        endpoint = new Endpoint(List.of(lambda(), logs(), iam()), List.of(new Health()), auth, Clock.systemUTC());
        server = new LocalServer(HttpServer.Limits.defaults(), endpoint);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private Service lambda() {
        return new Service("lambda", Protocol.REST_JSON, LambdaClient.class, "")
                .error(ResourceNotFoundException.class, 404, "Message")
                .offer(Operation.rest(
                                "CreateFunction",
                                "POST",
                                "/2015-03-31/functions",
                                201,
                                CreateFunctionRequest::builder,
                                this::create)
                        .bodyLimit(70_167_211)
                        .check("functionName", CreateFunctionRequest::functionName, Check.present())
                        .check("functionName", CreateFunctionRequest::functionName, Check.pattern("[a-z]+"))
                        .check("timeout", CreateFunctionRequest::timeout, Check.atLeast(1))
                        .check("layers", CreateFunctionRequest::layers, Check.maxSize(1))
                        .check("tags", CreateFunctionRequest::tags, Check.maxEntries(1)))
                .offer(Operation.rest(
                        "ListFunctions",
                        "GET",
                        "/2015-03-31/functions",
                        200,
                        ListFunctionsRequest::builder,
                        (request, context) -> ListFunctionsResponse.builder().build()))
                .offer(Operation.rest(
                        "GetFunction",
                        "GET",
                        "/2015-03-31/functions/{FunctionName}",
                        200,
                        GetFunctionRequest::builder,
                        this::get))
                .offerRaw("Invoke", "POST", "/2015-03-31/functions/{FunctionName}/invocations", EndpointTest::invoke);
    }

    private CreateFunctionResponse create(CreateFunctionRequest request, Call context) {
        input.set(request);
        call.set(context);
        return CreateFunctionResponse.builder()
                .functionName(request.functionName())
                .build();
    }

    private GetFunctionResponse get(GetFunctionRequest request, Call context) {
        input.set(request);
        return switch (request.functionName()) {
            case "missing" ->
                throw ResourceNotFoundException.builder()
                        .message("Function not found: missing")
                        .build();
            case "bug" -> throw new IllegalStateException("secret");
            case "deep" -> throw new StackOverflowError();
            default -> GetFunctionResponse.builder().build();
        };
    }

    private static void invoke(Exchange exchange, Call call, Map<String, String> labels) throws IOException {
        switch (String.valueOf(labels.get("FunctionName"))) {
            case "missing" ->
                throw ResourceNotFoundException.builder().message("no such").build();
            case "limited" -> exchange.respond(200, new Headers(), exchange.body(10));
            case "broken" -> {
                OutputStream body = exchange.stream(200, new Headers());
                body.write(1);
                body.flush();
                throw new IllegalStateException("half way");
            }
            default -> exchange.respond(200, Headers.of("X-Account", call.account()), exchange.body(100));
        }
    }

    private Service logs() {
        return new Service("logs", Protocol.AWS_JSON_1_1, CloudWatchLogsClient.class, "Logs_20140328")
                .offer(Operation.named("CreateLogGroup", CreateLogGroupRequest::builder, (request, context) -> {
                    input.set(request);
                    return CreateLogGroupResponse.builder().build();
                }))
                .offer(Operation.named("PutLogEvents", PutLogEventsRequest::builder, (request, context) -> {
                    input.set(request);
                    return PutLogEventsResponse.builder().build();
                }));
    }

    private Service iam() {
        return new Service("iam", Protocol.AWS_QUERY, IamClient.class, "https://iam.amazonaws.com/doc/2010-05-08/")
                .error(NoSuchEntityException.class, 404)
                .offer(Operation.<GetRoleRequest, GetRoleResponse>named(
                                "GetRole", GetRoleRequest::builder, (request, context) -> {
                                    input.set(request);
                                    throw NoSuchEntityException.builder()
                                            .message("The role <x> cannot be found.")
                                            .build();
                                })
                        .check("roleName", GetRoleRequest::roleName, Check.present()))
                .offer(Operation.named("UpdateRole", UpdateRoleRequest::builder, (request, context) -> {
                    input.set(request);
                    return UpdateRoleResponse.builder().build();
                }));
    }

    private static final class Health implements Door {
        @Override
        public boolean admits(Exchange exchange) {
            return exchange.rawPath().equals("/_mayfly/health");
        }

        @Override
        public void serve(Exchange exchange) throws IOException {
            exchange.respond(200, new Headers(), "well".getBytes(UTF_8));
        }
    }

    private RawClient.Answer ask(String method, String target, String headers, String body) throws IOException {
        try (RawClient client = server.connect()) {
            return client.send(request(method, target, headers, body)).answer();
        }
    }

    private static byte[] request(String method, String target, String headers, String body) {
        byte[] content = body.getBytes(UTF_8);
        String head = method + ' ' + target + " HTTP/1.1\r\nHost: localhost:4566\r\nContent-Length: " + content.length
                + "\r\n" + (headers.isEmpty() ? "" : headers + "\r\n") + "\r\n";
        return (head + body).getBytes(UTF_8);
    }

    private static String signedFor(String key, String service) {
        return "Authorization: AWS4-HMAC-SHA256 Credential=" + key + SCOPE + service
                + "/aws4_request, SignedHeaders=host, Signature=0";
    }

    private RawClient.Answer create(String body) throws IOException {
        return ask("POST", "/2015-03-31/functions", "", body);
    }

    private RawClient.Answer query(String form) throws IOException {
        return ask("POST", "/", "Content-Type: application/x-www-form-urlencoded; charset=utf-8", form);
    }

    @Test
    void an_operation_is_found_by_its_path_and_answers_with_its_status() throws IOException {
        RawClient.Answer answer = create("""
                {"FunctionName": "hello", "Unknown": [{"a": [1]}], "Role": null, "Timeout": 3.0}""");
        assertThat(answer.status()).isEqualTo(201);
        assertThat(answer.body()).isEqualTo("{\"FunctionName\":\"hello\"}");
        assertThat(answer.headers())
                .containsEntry("content-type", "application/json")
                .containsKey("x-amzn-requestid");
        assertThat(input.get())
                .isEqualTo(CreateFunctionRequest.builder()
                        .functionName("hello")
                        .timeout(3)
                        .build());
    }

    @Test
    void a_stray_slash_at_the_end_of_a_path_does_no_harm() throws IOException {
        assertThat(ask("GET", "/2015-03-31/functions/", "", "").status()).isEqualTo(200);
    }

    @Test
    void a_label_keeps_its_encoded_slashes() throws IOException {
        ask("GET", "/2015-03-31/functions/arn%3Aaws%2fx+y", "", "");
        assertThat(input.get())
                .isEqualTo(
                        GetFunctionRequest.builder().functionName("arn:aws/x+y").build());
    }

    @Test
    void the_call_tells_account_region_and_endpoint() throws IOException {
        ask("POST", "/2015-03-31/functions", signedFor("123456789012", "lambda"), "{\"FunctionName\":\"a\"}");
        assertThat(call.get().account()).isEqualTo("123456789012");
        assertThat(call.get().region()).isEqualTo("eu-central-1");
        assertThat(call.get().endpoint()).isEqualTo("http://localhost:4566");
        assertThat(call.get().caller().identity()).hasToString("arn:aws:iam::123456789012:root");
        assertThat(call.get().caller().environment()).isEmpty();
    }

    @Test
    void who_is_not_known_calls_for_the_default_account() throws IOException {
        create("{\"FunctionName\":\"a\"}");
        assertThat(call.get().account()).isEqualTo("000000000000");
        assertThat(call.get().region()).isEqualTo("us-east-1");
        ask("POST", "/2015-03-31/functions", signedFor("test", "lambda"), "{\"FunctionName\":\"a\"}");
        assertThat(call.get().account()).isEqualTo("000000000000");
    }

    @Test
    void a_known_key_calls_for_its_own_account() throws IOException {
        ask("POST", "/2015-03-31/functions", signedFor("AKIAKNOWN", "lambda"), "{\"FunctionName\":\"a\"}");
        assertThat(call.get().account()).isEqualTo("444455556666");
        assertThat(call.get().caller().identity()).hasToString("arn:aws:iam::444455556666:user/AKIAKNOWN");
    }

    @Test
    void an_environment_that_calls_is_named() throws IOException {
        ServerSocketChannel inside = server.listen("env-7");
        try (RawClient client = new RawClient(LocalServer.address(inside))) {
            client.send(request("POST", "/2015-03-31/functions", "", "{\"FunctionName\":\"a\"}"))
                    .answer();
        }
        assertThat(call.get().caller().environment()).contains("env-7");
    }

    @Test
    void a_door_goes_before_every_service() throws IOException {
        assertThat(ask("GET", "/_mayfly/health", "", "").body()).isEqualTo("well");
    }

    @Test
    void violations_are_reported_together_in_the_words_of_aws() throws IOException {
        RawClient.Answer answer =
                create("{\"FunctionName\":\"A b\",\"Timeout\":0,\"Layers\":[\"a\",\"b\"],\"Tags\":{}}");
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.headers()).containsEntry("x-amzn-errortype", "ValidationException");
        assertThat(answer.body())
                .isEqualTo(
                        "{\"message\":\"3 validation errors detected: Value 'A b' at 'functionName' failed to satisfy"
                                + " constraint: Member must satisfy regular expression pattern: [a-z]+; Value '0' at 'timeout'"
                                + " failed to satisfy constraint: Member must have value greater than or equal to 1; Value"
                                + " '[a, b]' at 'layers' failed to satisfy constraint: Member must have length less than or"
                                + " equal to 1\"}");
        assertThat(create("").body())
                .isEqualTo("{\"message\":\"1 validation error detected: Value null at 'functionName' failed to satisfy"
                        + " constraint: Member must not be null\"}");
    }

    @Test
    void violations_in_the_query_protocol_are_validation_errors() throws IOException {
        RawClient.Answer answer = query("Action=GetRole&Version=2010-05-08");
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.body())
                .contains("<Type>Sender</Type><Code>ValidationError</Code><Message>1 validation error detected:");
    }

    @Test
    void a_modelled_error_shows_as_recorded_from_lambda() throws IOException {
        RawClient.Answer answer = ask("GET", "/2015-03-31/functions/missing", "", "");
        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.headers()).containsEntry("x-amzn-errortype", "ResourceNotFoundException");
        assertThat(answer.body()).isEqualTo("{\"Type\":\"User\",\"Message\":\"Function not found: missing\"}");
    }

    @Test
    void a_modelled_error_of_the_query_protocol_is_xml_under_its_own_code() throws IOException {
        RawClient.Answer answer = query("Action=GetRole&Version=2010-05-08&RoleName=x");
        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.headers()).containsEntry("content-type", "text/xml");
        assertThat(answer.body())
                .matches("<ErrorResponse xmlns=\"https://iam.amazonaws.com/doc/2010-05-08/\"><Error><Type>Sender</Type>"
                        + "<Code>NoSuchEntity</Code><Message>The role &lt;x&gt; cannot be found.</Message></Error>"
                        + "<RequestId>[0-9a-f-]{36}</RequestId></ErrorResponse>");
    }

    @Test
    void an_action_may_stand_in_the_query() throws IOException {
        ask("GET", "/?Action=GetRole&Version=2010-05-08&RoleName=a%20b", "", "");
        assertThat(input.get())
                .isEqualTo(GetRoleRequest.builder().roleName("a b").build());
    }

    @Test
    void an_empty_result_has_its_element_all_the_same() throws IOException {
        assertThat(query("Action=UpdateRole&Version=2010-05-08&MaxSessionDuration=3600")
                        .body())
                .startsWith("<UpdateRoleResponse xmlns=\"https://iam.amazonaws.com/doc/2010-05-08/\">"
                        + "<UpdateRoleResult></UpdateRoleResult><ResponseMetadata><RequestId>");
    }

    @Test
    void what_nobody_foresaw_is_an_internal_error_without_details() throws IOException {
        for (String name : List.of("bug", "deep")) {
            RawClient.Answer answer = ask("GET", "/2015-03-31/functions/" + name, "", "");
            assertThat(answer.status()).isEqualTo(500);
            assertThat(answer.body()).doesNotContain("secret").doesNotContain("Exception");
            assertThat(answer.headers())
                    .containsEntry("x-amzn-errortype", "ServiceException")
                    .containsKey("x-amzn-requestid");
        }
    }

    @Test
    void an_operation_that_is_not_offered_says_so_in_its_protocol_and_is_counted() throws IOException {
        RawClient.Answer rest = ask("POST", "/2025-11-30/capacity-providers", "", "{}");
        assertThat(rest.status()).isEqualTo(501);
        assertThat(rest.headers()).containsEntry("x-amzn-errortype", "NotImplemented");
        assertThat(rest.body()).isEqualTo("{\"message\":\"not implemented: lambda:CreateCapacityProvider\"}");

        RawClient.Answer json = ask("POST", "/", "X-Amz-Target: Logs_20140328.DeleteLogGroup", "{}");
        assertThat(json.status()).isEqualTo(501);
        assertThat(json.body())
                .isEqualTo("{\"__type\":\"NotImplemented\",\"message\":\"not implemented: logs:DeleteLogGroup\"}");

        RawClient.Answer form = query("Action=CreateGroup&Version=2010-05-08");
        assertThat(form.status()).isEqualTo(501);
        assertThat(form.body())
                .contains("<Code>NotImplemented</Code><Message>not implemented: iam:CreateGroup</Message>");

        query("Action=CreateGroup&Version=2010-05-08");
        assertThat(endpoint.notImplemented())
                .containsOnly(
                        Map.entry("iam:CreateGroup", 2L),
                        Map.entry("lambda:CreateCapacityProvider", 1L),
                        Map.entry("logs:DeleteLogGroup", 1L));
    }

    @Test
    void a_service_that_is_not_here_says_so_in_its_protocol() throws IOException {
        assertThat(ask("POST", "/", "X-Amz-Target: DynamoDB_20120810.ListTables", "{}")
                        .body())
                .contains("not implemented: DynamoDB_20120810:ListTables");
        assertThat(ask(
                                "POST",
                                "/",
                                signedFor("test", "sns") + "\r\nContent-Type: application/x-www-form-urlencoded",
                                "Action=ListTopics&Version=2010-03-31")
                        .body())
                .contains("<Message>not implemented: sns:ListTopics</Message>");
        assertThat(ask("GET", "/v1/apis", signedFor("test", "appsync"), "").body())
                .isEqualTo("{\"message\":\"not implemented: appsync:GET /v1/apis\"}");
    }

    @Test
    void what_no_service_knows_is_unknown() throws IOException {
        RawClient.Answer rest = ask("GET", "/nowhere", signedFor("test", "lambda"), "");
        assertThat(rest.status()).isEqualTo(404);
        assertThat(rest.headers()).containsEntry("x-amzn-errortype", "UnknownOperationException");
        assertThat(ask("GET", "/nowhere", "", "").status()).isEqualTo(404);
        RawClient.Answer json = ask("POST", "/", "X-Amz-Target: Logs_20140328.Nonsense", "{}");
        assertThat(json.status()).isEqualTo(400);
        assertThat(json.body()).contains("UnknownOperationException");
        RawClient.Answer form = query("Action=Nonsense&Version=2010-05-08");
        assertThat(form.status()).isEqualTo(400);
        assertThat(form.body())
                .contains("<Code>InvalidAction</Code>")
                .contains("<Message>Could not find operation Nonsense for version 2010-05-08</Message>");
        assertThat(ask(
                                "POST",
                                "/",
                                signedFor("t", "iam") + "\r\nContent-Type: application/x-www-form-urlencoded",
                                "A=b")
                        .body())
                .contains("<Code>MissingAction</Code>");
        assertThat(endpoint.notImplemented()).isEmpty();
    }

    @Test
    void a_value_of_the_wrong_type_is_a_serialization_exception() throws IOException {
        assertWrong("{\"FunctionName\":5}", "NUMBER_VALUE can not be converted to a String");
        assertWrong("{\"Timeout\":\"5\"}", "STRING_VALUE can not be converted to an Integer");
        assertWrong("{\"Timeout\":5.5}", "NUMBER_VALUE can not be converted to an Integer");
        assertWrong("{\"Timeout\":1e99}", "NUMBER_VALUE can not be converted to an Integer");
        assertWrong("{\"Timeout\":99999999999}", "NUMBER_VALUE can not be converted to an Integer");
        assertWrong("{\"Timeout\":999999999999999999999999}", "NUMBER_VALUE can not be converted to an Integer");
        assertWrong("{\"Publish\":\"true\"}", "STRING_VALUE can not be converted to a Boolean");
        assertWrong("{\"FunctionName\":{}}", "Start of structure or map found where not expected.");
        assertWrong("{\"FunctionName\":[]}", "Start of list found where not expected");
        assertWrong("{\"Layers\":\"a\"}", "Expected list or null");
        assertWrong("{\"Layers\":{}}", "Start of structure or map found where not expected.");
        assertWrong("{\"Layers\":[null]}", "NULL_VALUE can not be converted to a String");
        assertWrong("{\"Code\":5}", "Expected structure or map");
        assertWrong("[]", "Start of list found where not expected");
        assertWrong("5", "Expected structure or map");
    }

    private void assertWrong(String body, String message) throws IOException {
        RawClient.Answer answer = create(body);
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.headers()).containsEntry("x-amzn-errortype", "SerializationException");
        assertThat(answer.body()).isEqualTo("{\"message\":\"" + message + "\"}");
    }

    @Test
    void malformed_json_is_a_serialization_exception() throws IOException {
        for (String body : List.of(
                "{",
                "{\"a\"",
                "nonsense",
                "{}{}",
                "{\"FunctionName\":\"a\"",
                "\0",
                "[".repeat(100_000),
                "{\"a\":".repeat(100_000),
                "{\"Code\":{\"ZipFile\":\"*\"}}",
                "{\"Timeout\":" + "9".repeat(10_000) + "}")) {
            RawClient.Answer answer = create(body);
            assertThat(answer.status()).isEqualTo(400);
            assertThat(answer.headers()).containsEntry("x-amzn-errortype", "SerializationException");
        }
        RawClient.Answer json = ask("POST", "/", "X-Amz-Target: Logs_20140328.CreateLogGroup", "{");
        assertThat(json.status()).isEqualTo(400);
        assertThat(json.body()).startsWith("{\"__type\":\"SerializationException\"");
        assertThat(json.headers()).containsEntry("content-type", "application/x-amz-json-1.1");
    }

    @Test
    void a_form_with_a_value_of_the_wrong_type_is_malformed_input() throws IOException {
        RawClient.Answer answer = query("Action=UpdateRole&Version=2010-05-08&MaxSessionDuration=long");
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.body()).contains("<Code>MalformedInput</Code>");
    }

    @Test
    void a_body_longer_than_its_operation_takes_is_refused_as_recorded() throws IOException {
        try (RawClient client = server.connect()) {
            RawClient.Answer answer = client.send(
                            "POST /2015-03-31/functions HTTP/1.1\r\nHost: a\r\nContent-Length: 70167212\r\n\r\n{")
                    .answer();
            assertThat(answer.status()).isEqualTo(413);
            assertThat(answer.headers()).containsEntry("x-amzn-errortype", "RequestEntityTooLargeException");
            assertThat(answer.body())
                    .isEqualTo(
                            "{\"message\":\"Request must be smaller than 70167211 bytes for the CreateFunction operation\"}");
        }
        RawClient.Answer form = query("Action=GetRole&Version=2010-05-08&RoleName=" + "x".repeat(1 << 20));
        assertThat(form.status()).isEqualTo(413);
        assertThat(form.body()).contains("<Code>RequestEntityTooLarge</Code>");
    }

    @Test
    void a_raw_operation_answers_by_itself_under_the_request_id() throws IOException {
        RawClient.Answer answer =
                ask("POST", "/2015-03-31/functions/f/invocations", signedFor("123456789012", "lambda"), "{}");
        assertThat(answer.body()).isEqualTo("{}");
        assertThat(answer.headers()).containsEntry("x-account", "123456789012").containsKey("x-amzn-requestid");
    }

    @Test
    void what_a_raw_operation_throws_is_an_error_of_its_service() throws IOException {
        assertThat(ask("POST", "/2015-03-31/functions/missing/invocations", "", "{}")
                        .body())
                .isEqualTo("{\"Type\":\"User\",\"Message\":\"no such\"}");
        assertThat(ask("POST", "/2015-03-31/functions/limited/invocations", "", "x".repeat(11))
                        .body())
                .isEqualTo("{\"message\":\"Request must be smaller than 10 bytes for the Invoke operation\"}");
    }

    @Test
    void a_raw_operation_that_fails_within_its_answer_breaks_it_off() throws IOException {
        try (RawClient client = server.connect()) {
            client.send(request("POST", "/2015-03-31/functions/broken/invocations", "", "{}"));
            org.assertj.core.api.Assertions.assertThatThrownBy(client::answer)
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("closed within");
        }
    }
}
