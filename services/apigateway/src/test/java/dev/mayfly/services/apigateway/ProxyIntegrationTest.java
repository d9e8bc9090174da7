package dev.mayfly.services.apigateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.services.apigateway.FakeExchange.Answered;
import dev.mayfly.services.apigateway.LambdaTarget.Answer;
import dev.mayfly.wire.http.Headers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.apigateway.model.Op;
import software.amazon.awssdk.services.apigateway.model.UpdateRestApiRequest;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ProxyIntegrationTest {
    private final Studio studio = new Studio();

    @Test
    void the_event_is_complete() {
        String pet = studio.resource(studio.resource(studio.root, "pets"), "{petId}");
        studio.function(pet, "ANY");
        String deployment = studio.deploy("test", Map.of("tier", "gold"));
        studio.serve(studio.exchange("POST", "/test/pets/7?a=1&a=2&b=x+y%2Bz&flag")
                .header("user-agent", "curl/8")
                .header("aUThorization", "Bearer t")
                .header("tEsT-HEADeR", "one")
                .header("test-header", "two")
                .header("Content-Length", "11")
                .header("Connection", "close")
                .header("X-Forwarded-For", "10.1.2.3")
                .body("{\"name\":\"a\"}"));

        JsonNode event = studio.lambda.last().event();
        assertThat(event.propertyNames())
                .containsExactlyInAnyOrder(
                        "resource",
                        "path",
                        "httpMethod",
                        "headers",
                        "multiValueHeaders",
                        "queryStringParameters",
                        "multiValueQueryStringParameters",
                        "pathParameters",
                        "stageVariables",
                        "requestContext",
                        "body",
                        "isBase64Encoded");
        assertThat(event.path("resource").asString()).isEqualTo("/pets/{petId}");
        assertThat(event.path("httpMethod").asString()).isEqualTo("POST");
        assertThat(event.path("body").asString()).isEqualTo("{\"name\":\"a\"}");
        assertThat(event.path("isBase64Encoded").asBoolean()).isFalse();
        assertThat(event.path("stageVariables").toString()).isEqualTo("{\"tier\":\"gold\"}");
        assertThat(event.path("queryStringParameters").toString())
                .isEqualTo("{\"a\":\"2\",\"b\":\"x y+z\",\"flag\":\"\"}");
        assertThat(event.path("multiValueQueryStringParameters").toString())
                .isEqualTo("{\"a\":[\"1\",\"2\"],\"b\":[\"x y+z\"],\"flag\":[\"\"]}");
        JsonNode headers = event.path("headers");
        assertThat(headers.path("Authorization").asString()).isEqualTo("Bearer t");
        assertThat(headers.path("User-Agent").asString()).isEqualTo("curl/8");
        assertThat(headers.path("tEsT-HEADeR").asString()).isEqualTo("two");
        assertThat(event.path("multiValueHeaders").path("tEsT-HEADeR").toString())
                .isEqualTo("[\"one\",\"two\"]");
        assertThat(headers.path("X-Forwarded-For").asString()).isEqualTo("10.1.2.3, 127.0.0.1");
        assertThat(headers.path("X-Forwarded-Port").asString()).isEqualTo("4566");
        assertThat(headers.path("X-Forwarded-Proto").asString()).isEqualTo("http");
        assertThat(headers.path("X-Amzn-Trace-Id").asString()).matches("Root=1-[0-9a-f]{8}-[0-9a-f]{24}");
        assertThat(headers.path("Host").asString()).isEqualTo(studio.host());
        assertThat(headers.has("Content-Length")).isFalse();
        assertThat(headers.has("Connection")).isFalse();

        JsonNode context = event.path("requestContext");
        assertThat(context.propertyNames())
                .containsExactlyInAnyOrder(
                        "accountId",
                        "apiId",
                        "deploymentId",
                        "domainName",
                        "domainPrefix",
                        "extendedRequestId",
                        "httpMethod",
                        "identity",
                        "path",
                        "protocol",
                        "requestId",
                        "requestTime",
                        "requestTimeEpoch",
                        "resourceId",
                        "resourcePath",
                        "stage");
        assertThat(context.path("accountId").asString()).isEqualTo(Studio.ACCOUNT);
        assertThat(context.path("apiId").asString()).isEqualTo(studio.api);
        assertThat(context.path("deploymentId").asString()).isEqualTo(deployment);
        assertThat(context.path("domainName").asString()).isEqualTo(studio.api + ".execute-api.eu-central-1.localhost");
        assertThat(context.path("requestTime").asString()).isEqualTo("02/Jan/2026:12:00:00 +0000");
        assertThat(context.path("requestTimeEpoch").asLong()).isEqualTo(Studio.NOON.toEpochMilli());
        assertThat(context.path("resourceId").asString()).isEqualTo(pet);
        assertThat(context.path("resourcePath").asString()).isEqualTo("/pets/{petId}");
        JsonNode identity = context.path("identity");
        assertThat(identity.propertyNames()).hasSize(12);
        assertThat(identity.path("sourceIp").asString()).isEqualTo("127.0.0.1");
        assertThat(identity.path("userAgent").asString()).isEqualTo("curl/8");
        assertThat(identity.path("caller").isNull()).isTrue();
    }

    @Test
    void what_is_absent_is_null() {
        hello();
        studio.get("/test");

        JsonNode event = studio.lambda.last().event();
        for (String member : List.of(
                "queryStringParameters",
                "multiValueQueryStringParameters",
                "pathParameters",
                "stageVariables",
                "body")) {
            assertThat(event.get(member).isNull()).as(member).isTrue();
        }
        assertThat(event.path("path").asString()).isEqualTo("/");
        assertThat(event.path("requestContext").path("path").asString()).isEqualTo("/test");
        assertThat(event.path("requestContext")
                        .path("identity")
                        .get("userAgent")
                        .isNull())
                .isTrue();
    }

    @Test
    void the_function_is_told_who_asks_and_until_when() {
        hello();
        studio.get("/test");

        var invoked = studio.lambda.last();
        assertThat(invoked.function().toString()).isEqualTo(Studio.FUNCTION);
        assertThat(invoked.origin().source().toString())
                .isEqualTo("arn:aws:execute-api:eu-central-1:000000000000:" + studio.api + "/test/GET/");
        assertThat(invoked.origin().credentials()).isEmpty();
        assertThat(invoked.answerBy().remaining()).isBetween(Duration.ofSeconds(20), Duration.ofSeconds(29));
    }

    @Test
    void the_answer_is_the_functions() {
        hello();
        studio.lambda.answers("""
                {"statusCode": 201, "headers": {"Content-Type": "text/plain", "X-One": "1", "X-Flag": true},
                 "multiValueHeaders": {"Set-Cookie": ["a=1", "b=2"], "X-One": ["1", "2"]}, "body": "grüezi"}""");
        Answered answered = studio.get("/test");

        assertThat(answered.status()).isEqualTo(201);
        assertThat(answered.text()).isEqualTo("grüezi");
        assertThat(answered.header("Content-Type")).isEqualTo("text/plain");
        assertThat(answered.header("X-Flag")).isEqualTo("true");
        assertThat(answered.headers().all("X-One")).containsExactly("1", "2");
        assertThat(answered.headers().all("Set-Cookie")).containsExactly("a=1", "b=2");
        assertThat(answered.header("x-amzn-RequestId"))
                .isEqualTo(studio.lambda
                        .last()
                        .event()
                        .path("requestContext")
                        .path("requestId")
                        .asString());
        assertThat(answered.header("X-Amzn-Trace-Id")).startsWith("Root=1-");
    }

    @Test
    void nothing_in_an_answer_is_required() {
        hello();
        for (String json : List.of(
                "{}",
                "{\"statusCode\":null,\"headers\":null,\"body\":null,\"isBase64Encoded\":null}",
                "{\"statusCode\":\"200\"}")) {
            studio.lambda.answers(json);
            Answered answered = studio.get("/test");
            assertThat(answered.status()).as(json).isEqualTo(200);
            assertThat(answered.text()).isEmpty();
            assertThat(answered.header("Content-Type")).isEqualTo("application/json");
        }
    }

    @Test
    void a_malformed_answer_is_a_bad_gateway() {
        hello();
        for (String json : List.of(
                "\"Bonjour world\"",
                "null",
                "[]",
                "",
                "{",
                "{\"statusCode\":200,\"wrongValue\":\"value\"}",
                "{\"statusCode\":\"many\"}",
                "{\"statusCode\":99}",
                "{\"statusCode\":600}",
                "{\"statusCode\":100}",
                "{\"statusCode\":1e99}",
                "{\"body\":{\"a\":1}}",
                "{\"headers\":[]}",
                "{\"headers\":{\"a\":{}}}",
                "{\"multiValueHeaders\":{\"a\":[[]]}}",
                "{\"isBase64Encoded\":[]}",
                "[".repeat(100_000))) {
            studio.lambda.answers(json);
            assertBadGateway(studio.get("/test"), json);
        }
    }

    @Test
    void a_header_that_would_write_another_is_a_bad_gateway() {
        hello();
        for (String headers : List.of(
                "{\"X-A\":\"b\\r\\nSet-Cookie: c\"}",
                "{\"X-A\":\"b\\nc\"}",
                "{\"X-A\":\"b\\u0000\"}",
                "{\"X-A\":\"\\u010d\\u010a\"}",
                "{\"X-A\\r\\nX-B\":\"c\"}",
                "{\"X A\":\"c\"}",
                "{\"\":\"c\"}")) {
            studio.lambda.answers("{\"headers\":" + headers + "}");
            assertBadGateway(studio.get("/test"), headers);
        }
    }

    @Property(tries = 200)
    void whatever_a_function_returns_is_answered_with_clean_headers(@ForAll String name, @ForAll String value) {
        Studio fresh = new Studio();
        hello(fresh);
        Map<String, Object> returned = Map.of("headers", Map.of(name, value), "body", value);
        fresh.lambda.answers(new JsonMapper().writeValueAsString(returned));
        Answered answered = fresh.get("/test");

        assertThat(answered.status()).isIn(200, 502);
        for (Headers.Header line : answered.headers().lines()) {
            assertThat((line.name() + line.value()).chars()).allMatch(c -> c <= 0xff && c != '\r' && c != '\n');
        }
    }

    @Test
    void headers_of_the_connection_are_renamed() {
        hello();
        studio.lambda.answers("""
                {"headers": {"content-length": "5", "Connection": "close", "Date": "now", "WWW-Authenticate": "Basic",
                 "Transfer-Encoding": "chunked", "x-amzn-requestid": "mine"}}""");
        Answered answered = studio.get("/test");

        assertThat(answered.header("x-amzn-Remapped-Content-Length")).isEqualTo("5");
        assertThat(answered.header("x-amzn-Remapped-Connection")).isEqualTo("close");
        assertThat(answered.header("x-amzn-Remapped-Date")).isEqualTo("now");
        assertThat(answered.header("x-amzn-Remapped-WWW-Authenticate")).isEqualTo("Basic");
        assertThat(answered.header("x-amzn-Remapped-x-amzn-RequestId")).isEqualTo("mine");
        assertThat(answered.header("x-amzn-RequestId")).hasSize(36);
        assertThat(answered.headers().contains("Content-Length")).isFalse();
        assertThat(answered.headers().contains("Transfer-Encoding")).isFalse();
    }

    @Test
    void failures_of_the_function_read_as_in_aws() {
        hello();
        studio.lambda.answers(
                new Answer.FunctionError("{\"errorMessage\":\"secret\"}".getBytes(StandardCharsets.UTF_8)));
        assertBadGateway(studio.get("/test"), "a function that fails");

        studio.lambda.answers(new Answer.TimedOut());
        assertThat(studio.get("/test").status()).isEqualTo(504);
        assertThat(studio.get("/test").text()).isEqualTo("{\"message\":\"Endpoint request timed out\"}");

        for (Answer answer : List.of(new Answer.Refused("no such function"), new Answer.Throttled())) {
            studio.lambda.answers(answer);
            assertThat(studio.get("/test").status()).isEqualTo(500);
            assertThat(studio.get("/test").text()).isEqualTo("{\"message\":\"Internal server error\"}");
        }
    }

    @Test
    void a_binary_request_reaches_the_function_as_base64() {
        binary("image/*");
        byte[] image = {(byte) 0xff, (byte) 0xd8, 0};
        studio.serve(studio.exchange("POST", "/test")
                .header("Content-Type", "image/JPEG; q=1")
                .body(image));
        assertThat(studio.lambda.last().event().path("isBase64Encoded").asBoolean())
                .isTrue();
        assertThat(studio.lambda.last().event().path("body").asString())
                .isEqualTo(Base64.getEncoder().encodeToString(image));

        studio.serve(studio.exchange("POST", "/test")
                .header("Content-Type", "text/plain")
                .body("hi"));
        assertThat(studio.lambda.last().event().path("isBase64Encoded").asBoolean())
                .isFalse();
    }

    @Test
    void a_base64_answer_is_decoded_for_clients_that_accept_it() {
        binary("image/png");
        studio.lambda.answers("{\"isBase64Encoded\":true,\"body\":\"aGVsbG8=\"}");

        assertThat(studio.serve(studio.exchange("GET", "/test").header("Accept", "image/png, text/html"))
                        .text())
                .isEqualTo("hello");
        assertThat(studio.serve(studio.exchange("GET", "/test").header("Accept", "text/html, image/png"))
                        .text())
                .isEqualTo("aGVsbG8=");
        assertThat(studio.get("/test").text()).isEqualTo("aGVsbG8=");
    }

    @Test
    void all_types_are_binary_when_the_api_says_so() {
        binary("*/*");
        studio.lambda.answers("{\"isBase64Encoded\":true,\"body\":\"aGVsbG8=\"}");

        assertThat(studio.get("/test").text()).isEqualTo("hello");
        studio.serve(studio.exchange("POST", "/test").body("hi"));
        assertThat(studio.lambda.last().event().path("body").asString()).isEqualTo("aGk=");
    }

    @Test
    void a_body_over_ten_megabytes_is_too_long() {
        hello();
        Answered answered = studio.serve(studio.exchange("POST", "/test").body(new byte[(10 << 20) + 1]));

        assertThat(answered.status()).isEqualTo(413);
        assertThat(answered.text()).isEqualTo("{\"message\":\"Request Too Long\"}");
        assertThat(studio.lambda.invocations()).isZero();
    }

    @Test
    void headers_over_ten_kilobytes_are_refused() {
        hello();

        assertThat(studio.serve(studio.exchange("GET", "/test").header("X-Big", "x".repeat(10_240)))
                        .status())
                .isEqualTo(431);
        assertThat(studio.lambda.invocations()).isZero();
    }

    @Test
    void an_answer_without_content_has_no_body() {
        hello();
        studio.lambda.answers("{\"statusCode\":204,\"body\":\"surprise\"}");

        assertThat(studio.get("/test").text()).isEmpty();
    }

    @Test
    void a_fault_of_the_host_is_an_internal_error_without_details() {
        hello();
        studio.lambda.breaks();

        Answered answered = studio.get("/test");
        assertThat(answered.status()).isEqualTo(500);
        assertThat(answered.text()).isEqualTo("{\"message\":\"Internal server error\"}");
    }

    private void hello() {
        hello(studio);
    }

    private static void hello(Studio studio) {
        studio.function(studio.root, "ANY");
        studio.deploy("test");
    }

    private void binary(String mediaType) {
        studio.apis.update(
                UpdateRestApiRequest.builder()
                        .restApiId(studio.api)
                        .patchOperations(
                                Studio.patch(Op.ADD, "/binaryMediaTypes/" + mediaType.replace("/", "~1"), null))
                        .build(),
                studio.call);
        hello();
    }

    private static void assertBadGateway(Answered answered, String why) {
        assertThat(answered.status()).as(why).isEqualTo(502);
        assertThat(answered.text()).isEqualTo("{\"message\":\"Internal server error\"}");
        assertThat(answered.header("x-amzn-ErrorType")).isEqualTo("InternalServerErrorException");
        assertThat(answered.header("Content-Type")).isEqualTo("application/json");
    }
}
