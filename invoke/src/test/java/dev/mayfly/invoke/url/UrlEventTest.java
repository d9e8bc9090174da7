package dev.mayfly.invoke.url;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.base.Arn;
import dev.mayfly.functions.UrlTarget;
import dev.mayfly.invoke.FakeExchange;
import dev.mayfly.invoke.TraceHeaders;
import dev.mayfly.wire.Caller;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Lambda developer guide, "Request payload format". */
class UrlEventTest {
    private static final String HOST = "abc123.lambda-url.eu-central-1.localhost";
    private static final Instant NOW = Instant.parse("2020-03-12T19:03:58.390Z");
    private static final UrlTarget URL = new UrlTarget(
            "abc123", "000000000000", "eu-central-1", "hello", Optional.empty(), "NONE", Optional.empty(), "BUFFERED");

    private static FakeExchange request(String method, String target) {
        return new FakeExchange(method, target).header("Host", HOST + ":4566").header("User-Agent", "agent");
    }

    private static JsonNode event(FakeExchange exchange, String body, Optional<Caller> caller) {
        return event(exchange, body.getBytes(UTF_8), caller);
    }

    private static JsonNode event(FakeExchange exchange, byte[] body, Optional<Caller> caller) {
        return JsonMapper.shared()
                .readTree(new UrlEvent(exchange, URL, HOST, "id-1", TraceHeaders.of(exchange.headers()), NOW, caller)
                        .json(body));
    }

    private static JsonNode event(FakeExchange exchange) {
        return event(exchange, "", Optional.empty());
    }

    private static JsonNode json(String text) {
        return JsonMapper.shared().readTree(text);
    }

    @Test
    void a_request_becomes_the_documented_event() {
        FakeExchange exchange = request("POST", "/my/path?parameter1=value1&parameter1=value2&parameter2=value")
                .header("Header1", "value1")
                .header("Header2", "value1")
                .header("header2", "value2")
                .header("Cookie", "cookie1; cookie2")
                .header("X-Amzn-Trace-Id", "Root=1-2-3")
                .header("Content-Type", "text/plain");

        assertThat(event(exchange, "Hello from client!", Optional.empty())).isEqualTo(json("""
                                {"version": "2.0", "routeKey": "$default", "rawPath": "/my/path",
                                 "rawQueryString": "parameter1=value1&parameter1=value2&parameter2=value",
                                 "cookies": ["cookie1", "cookie2"],
                                 "headers": {
                                   "host": "abc123.lambda-url.eu-central-1.localhost:4566", "user-agent": "agent",
                                   "header1": "value1", "header2": "value1,value2", "x-amzn-trace-id": "Root=1-2-3",
                                   "content-type": "text/plain", "x-forwarded-for": "192.0.2.7",
                                   "x-forwarded-port": "4566", "x-forwarded-proto": "http"},
                                 "queryStringParameters": {"parameter1": "value1,value2", "parameter2": "value"},
                                 "requestContext": {
                                   "accountId": "anonymous", "apiId": "abc123",
                                   "domainName": "abc123.lambda-url.eu-central-1.localhost", "domainPrefix": "abc123",
                                   "http": {"method": "POST", "path": "/my/path", "protocol": "HTTP/1.1",
                                            "sourceIp": "192.0.2.7", "userAgent": "agent"},
                                   "requestId": "id-1", "routeKey": "$default", "stage": "$default",
                                   "time": "12/Mar/2020:19:03:58 +0000", "timeEpoch": 1584039838390},
                                 "body": "Hello from client!", "isBase64Encoded": false}
                                """));
    }

    @Test
    void who_signed_the_request_is_told() {
        Caller caller = new Caller(
                Optional.of("AKIA1"),
                "111122223333",
                Arn.of("iam", "", "111122223333", "user/example"),
                "AIDA1",
                Optional.empty());

        JsonNode context = event(request("GET", "/"), "", Optional.of(caller)).path("requestContext");

        assertThat(context.path("accountId").asString()).isEqualTo("111122223333");
        assertThat(context.path("authorizer")).isEqualTo(json("""
                                {"iam": {"accessKey": "AKIA1", "accountId": "111122223333", "callerId": "AIDA1",
                                         "cognitoIdentity": null, "principalOrgId": null,
                                         "userArn": "arn:aws:iam::111122223333:user/example", "userId": "AIDA1"}}
                                """));
    }

    @Test
    void what_a_request_does_not_have_the_event_does_not_have() {
        JsonNode event = event(request("GET", "/"));

        assertThat(event.has("cookies")).isFalse();
        assertThat(event.has("queryStringParameters")).isFalse();
        assertThat(event.has("body")).isFalse();
        assertThat(event.path("isBase64Encoded").asBoolean()).isFalse();
        assertThat(event.path("rawQueryString").asString()).isEmpty();
    }

    @Test
    void a_body_that_is_not_text_comes_in_base64() {
        FakeExchange exchange = request("POST", "/").header("Content-Type", "application/octet-stream");

        JsonNode event = event(exchange, new byte[] {0, (byte) 0xff}, Optional.empty());

        assertThat(event.path("body").asString()).isEqualTo("AP8=");
        assertThat(event.path("isBase64Encoded").asBoolean()).isTrue();
    }

    @Test
    void json_and_its_relatives_are_text() {
        for (String type :
                List.of("application/json", "application/problem+json; charset=utf-8", "TEXT/HTML", "a/b+xml")) {
            FakeExchange exchange = request("POST", "/").header("Content-Type", type);
            assertThat(event(exchange, "{}", Optional.empty()).path("body").asString())
                    .as(type)
                    .isEqualTo("{}");
        }
    }

    @Test
    void parameters_are_decoded_where_they_can_be() {
        JsonNode query =
                event(request("GET", "/?a=1%202&b%5B%5D=3+4&c&=d&e=%zz&f==")).path("queryStringParameters");

        assertThat(query)
                .isEqualTo(json("{\"a\":\"1 2\",\"b[]\":\"3 4\",\"c\":\"\",\"\":\"d\",\"e\":\"%zz\",\"f\":\"=\"}"));
    }

    @Test
    void who_forwarded_the_request_is_kept() {
        JsonNode headers = event(request("GET", "/")
                        .header("X-Forwarded-For", "10.0.0.1")
                        .header("X-Forwarded-Proto", "gopher"))
                .path("headers");

        assertThat(headers.path("x-forwarded-for").asString()).isEqualTo("10.0.0.1, 192.0.2.7");
        assertThat(headers.path("x-forwarded-proto").asString()).isEqualTo("http");
    }

    @Property
    void any_request_becomes_an_event(
            @ForAll String query, @ForAll String name, @ForAll String value, @ForAll byte[] body) {
        FakeExchange exchange = new FakeExchange("POST", "/?" + query)
                .header(name, value)
                .header("Host", value)
                .header("Cookie", value)
                .header("Content-Type", value);

        assertThat(event(exchange, body, Optional.empty()).path("version").asString())
                .isEqualTo("2.0");
    }
}
