package dev.mayfly.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.lambda.model.FunctionUrlAuthType;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Functions behind a URL of their own. */
class FunctionUrlTest {
    private static final JsonMapper JSON = JsonMapper.shared();

    private final RunningServer server = RunningServer.shared();
    private final Aws aws = server.aws();

    private Http url(DeployedFunction function) {
        String url = aws.lambda()
                .createFunctionUrlConfig(create -> create.functionName(function.name())
                        .authType(FunctionUrlAuthType.NONE)
                        .cors(cors -> cors.allowOrigins("https://example.org")
                                .allowMethods("POST")
                                .allowHeaders("x-custom")
                                .maxAge(60)))
                .functionUrl();
        var _ = aws.lambda()
                .addPermission(permission -> permission
                        .functionName(function.name())
                        .statementId("urlPermission")
                        .action("lambda:InvokeFunctionUrl")
                        .principal("*")
                        .functionUrlAuthType(FunctionUrlAuthType.NONE));
        return new Http(server.endpoint(), URI.create(url).getAuthority());
    }

    @Test
    void a_request_becomes_an_event_and_the_answer_a_response() {
        Http url = url(Deployment.python("""
                import json
                def handler(event, context):
                    return {'statusCode': 201, 'headers': {'X-Own': 'yes', 'Content-Type': 'text/x-json'},
                            'cookies': ['a=1; Secure', 'b=2'], 'body': json.dumps(event)}
                """).on(aws));

        HttpResponse<String> response = url.send(
                "/pa2%2Fth/1?q=query&m=foo&m=%2Fbar",
                request -> request.header("Content-Type", "application/json")
                        .header("Cookie", "c=3; d=4")
                        .POST(HttpRequest.BodyPublishers.ofString("{\"foo\":\"bar\"}")));

        JsonNode event = JSON.readTree(response.body());
        assertThat(response.statusCode()).isEqualTo(201);
        assertThat(response.headers().firstValue("X-Own")).hasValue("yes");
        assertThat(response.headers().firstValue("Content-Type")).hasValue("text/x-json");
        assertThat(response.headers().allValues("Set-Cookie")).containsExactly("a=1; Secure", "b=2");
        assertThat(event.path("version").asString()).isEqualTo("2.0");
        assertThat(event.path("body").asString()).isEqualTo("{\"foo\":\"bar\"}");
        assertThat(event.path("isBase64Encoded").asBoolean()).isFalse();
        assertThat(event.path("rawQueryString").asString()).isEqualTo("q=query&m=foo&m=%2Fbar");
        assertThat(event.path("queryStringParameters").toString()).isEqualTo("{\"q\":\"query\",\"m\":\"foo,/bar\"}");
        assertThat(event.path("cookies").toString()).isEqualTo("[\"c=3\",\"d=4\"]");
        assertThat(event.path("headers").path("content-type").asString()).isEqualTo("application/json");
        assertThat(event.path("requestContext").path("http").path("method").asString())
                .isEqualTo("POST");
        assertThat(event.path("requestContext").path("accountId").asString()).isEqualTo("anonymous");
    }

    @Test
    void bytes_travel_as_base64_both_ways() {
        Http url = url(Deployment.python("""
                def handler(event, context):
                    assert event['isBase64Encoded']
                    return {'statusCode': 200, 'headers': {'Content-Type': 'application/octet-stream'},
                            'body': event['body'], 'isBase64Encoded': True}
                """).on(aws));
        byte[] bytes = {0, 1, 2, 'a', 127};

        HttpResponse<String> response = url.send(
                "/",
                request -> request.header("Content-Type", "application/octet-stream")
                        .POST(HttpRequest.BodyPublishers.ofByteArray(bytes)));

        assertThat(response.body().getBytes(java.nio.charset.StandardCharsets.ISO_8859_1))
                .isEqualTo(bytes);
    }

    @Test
    void anything_without_a_status_is_the_body_of_a_success() {
        Http text = url(
                Deployment.python("def handler(event, context): return 'hello'").on(aws));
        Http number =
                url(Deployment.python("def handler(event, context): return 3.1").on(aws));
        Http object = url(Deployment.python("def handler(event, context): return {'hello': 'world'}")
                .on(aws));

        assertThat(text.get("/").body()).isEqualTo("hello");
        assertThat(number.get("/").body()).isEqualTo("3.1");
        assertThat(object.get("/").headers().firstValue("Content-Type")).hasValue("application/json");
        assertThat(JSON.readTree(object.get("/").body()).path("hello").asString())
                .isEqualTo("world");
    }

    @Test
    void an_error_of_the_function_is_a_bad_gateway() {
        Http url = url(Deployment.python("def handler(event, context): raise Exception('secret')")
                .on(aws));

        HttpResponse<String> response = url.get("/");

        assertThat(response.statusCode()).isEqualTo(502);
        assertThat(response.body()).isEqualTo("Internal Server Error");
    }

    @Test
    void preflights_are_answered_without_the_function() {
        DeployedFunction function =
                Deployment.python("def handler(event, context): return 'ran'").on(aws);
        Http url = url(function);

        HttpResponse<String> preflight = url.send(
                "/",
                request -> request.method("OPTIONS", HttpRequest.BodyPublishers.noBody())
                        .header("Origin", "https://example.org")
                        .header("Access-Control-Request-Method", "POST"));
        HttpResponse<String> foreign = url.send("/", request -> request.header("Origin", "https://other.org"));

        assertThat(preflight.statusCode()).isEqualTo(200);
        assertThat(preflight.body()).isEmpty();
        assertThat(preflight.headers().firstValue("Access-Control-Allow-Origin"))
                .hasValue("https://example.org");
        assertThat(preflight.headers().firstValue("Access-Control-Allow-Methods"))
                .hasValue("POST");
        assertThat(preflight.headers().firstValue("Access-Control-Max-Age")).hasValue("60");
        assertThat(foreign.body()).isEqualTo("ran");
        assertThat(foreign.headers().firstValue("Access-Control-Allow-Origin")).isEmpty();
    }

    @Test
    void without_permission_for_everybody_it_is_forbidden() {
        DeployedFunction function =
                Deployment.python("def handler(event, context): return 'ran'").on(aws);
        Http url = url(function);
        var _ = aws.lambda()
                .removePermission(remove -> remove.functionName(function.name()).statementId("urlPermission"));

        assertThat(url.get("/").statusCode()).isEqualTo(403);
    }
}
