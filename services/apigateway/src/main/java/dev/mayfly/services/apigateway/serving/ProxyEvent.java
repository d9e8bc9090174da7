package dev.mayfly.services.apigateway.serving;

import dev.mayfly.services.apigateway.serving.Live.Site;
import dev.mayfly.services.apigateway.serving.Router.Route;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * The event of a Lambda proxy integration, format 1.0. Paths and path parameters keep their percent-encoding, query
 * parameters are decoded; what is absent is null, not empty (LocalStack's recordings of AWS,
 * test_lambda_aws_proxy_integration).
 */
record ProxyEvent(
        Site site,
        Route route,
        Address address,
        Visit visit,
        String httpMethod,
        String rawQuery,
        RequestHeaders headers,
        byte[] body) {
    private static final JsonMapper JSON = new JsonMapper();

    /** Common Log Format. */
    private static final DateTimeFormatter REQUEST_TIME = DateTimeFormatter.ofPattern(
                    "dd/MMM/yyyy:HH:mm:ss Z", Locale.ENGLISH)
            .withZone(ZoneOffset.UTC);

    byte[] json() {
        Map<String, List<String>> query = query();
        boolean binary = site.deployment().mediaTypes().binary(headers.first("Content-Type"));
        Map<String, @Nullable Object> event = new LinkedHashMap<>();
        event.put("resource", route.path());
        event.put("path", address.pathWithoutStage());
        event.put("httpMethod", httpMethod);
        event.put("headers", headers.singleValue());
        event.put("multiValueHeaders", headers.multiValue());
        event.put("queryStringParameters", nullIfEmpty(lastOfEach(query)));
        event.put("multiValueQueryStringParameters", nullIfEmpty(query));
        event.put("pathParameters", nullIfEmpty(route.parameters()));
        event.put("stageVariables", nullIfEmpty(site.stage().variables()));
        event.put("requestContext", requestContext());
        event.put("body", body(binary));
        event.put("isBase64Encoded", binary && body.length > 0);
        return JSON.writeValueAsBytes(event);
    }

    private Map<String, @Nullable Object> requestContext() {
        Map<String, @Nullable Object> context = new LinkedHashMap<>();
        context.put("resourceId", route.resource().id());
        context.put("resourcePath", route.path());
        context.put("httpMethod", httpMethod);
        context.put("extendedRequestId", visit.extendedRequestId());
        context.put("requestTime", REQUEST_TIME.format(visit.at()));
        context.put("path", address.pathWithStage());
        context.put("accountId", site.home().account());
        context.put("protocol", "HTTP/1.1");
        context.put("stage", site.stage().stageName());
        context.put("domainPrefix", site.apiId());
        context.put("requestTimeEpoch", visit.at().toEpochMilli());
        context.put("requestId", visit.requestId());
        context.put("identity", identity());
        context.put("domainName", address.domainName());
        context.put("deploymentId", site.stage().deploymentId());
        context.put("apiId", site.apiId());
        return context;
    }

    private Map<String, @Nullable Object> identity() {
        Map<String, @Nullable Object> identity = new LinkedHashMap<>();
        identity.put("cognitoIdentityPoolId", null);
        identity.put("accountId", null);
        identity.put("cognitoIdentityId", null);
        identity.put("caller", null);
        identity.put("sourceIp", headers.sourceIp());
        identity.put("principalOrgId", null);
        identity.put("accessKey", null);
        identity.put("cognitoAuthenticationType", null);
        identity.put("cognitoAuthenticationProvider", null);
        identity.put("userArn", null);
        identity.put("userAgent", headers.first("User-Agent").orElse(null));
        identity.put("user", null);
        return identity;
    }

    private @Nullable String body(boolean binary) {
        if (body.length == 0) {
            return null;
        }
        return binary ? Base64.getEncoder().encodeToString(body) : new String(body, StandardCharsets.UTF_8);
    }

    private Map<String, List<String>> query() {
        Map<String, List<String>> query = new LinkedHashMap<>();
        for (String pair : rawQuery.split("&")) {
            if (!pair.isEmpty()) {
                String[] nameAndValue = pair.split("=", 2);
                String value = nameAndValue.length < 2 ? "" : Percent.decodeQuery(nameAndValue[1]);
                query.computeIfAbsent(Percent.decodeQuery(nameAndValue[0]), name -> new ArrayList<>())
                        .add(value);
            }
        }
        return query;
    }

    private static Map<String, String> lastOfEach(Map<String, List<String>> query) {
        Map<String, String> last = new LinkedHashMap<>();
        query.forEach((name, values) -> last.put(name, values.getLast()));
        return last;
    }

    private static <V> @Nullable Map<String, V> nullIfEmpty(Map<String, V> map) {
        return map.isEmpty() ? null : map;
    }
}
