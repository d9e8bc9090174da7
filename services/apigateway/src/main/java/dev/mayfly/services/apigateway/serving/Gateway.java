package dev.mayfly.services.apigateway.serving;

import dev.mayfly.base.Arn;
import dev.mayfly.base.Deadline;
import dev.mayfly.services.apigateway.LambdaTarget;
import dev.mayfly.services.apigateway.LambdaTarget.Answer;
import dev.mayfly.services.apigateway.definition.Definitions;
import dev.mayfly.services.apigateway.definition.FunctionUri;
import dev.mayfly.services.apigateway.definition.Integration;
import dev.mayfly.services.apigateway.serving.Live.Site;
import dev.mayfly.services.apigateway.serving.Router.Route;
import dev.mayfly.wire.Door;
import dev.mayfly.wire.http.Exchange;
import dev.mayfly.wire.http.Headers;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The door behind which deployed APIs are served: find the stage, route, let the integration answer. */
public final class Gateway implements Door {
    private static final Logger log = LoggerFactory.getLogger(Gateway.class);

    /** Of a request's body, in bytes. */
    private static final long LARGEST_BODY = 10L << 20;

    /** Of request line and headers together, in bytes. */
    private static final int LARGEST_HEAD = 10_240;

    private final Live live;
    private final Clock clock;
    private final LambdaTarget lambda;

    public Gateway(Definitions definitions, Clock clock, LambdaTarget lambda) {
        this.live = new Live(definitions);
        this.clock = clock;
        this.lambda = lambda;
    }

    @Override
    public boolean admits(Exchange exchange) {
        return Address.of(exchange).isPresent();
    }

    @Override
    public void serve(Exchange exchange) throws IOException {
        Visit visit = Visit.at(clock.instant());
        Reply reply;
        try {
            reply = answer(exchange, visit);
        } catch (Exchange.BodyTooLarge e) {
            reply = GatewayResponse.REQUEST_TOO_LARGE.reply();
        } catch (RuntimeException e) {
            log.error("request {} to a deployed API failed", visit.requestId(), e);
            reply = GatewayResponse.API_CONFIGURATION_ERROR.reply();
        }
        Headers headers = reply.headers()
                .set("x-amzn-RequestId", visit.requestId())
                .set("x-amz-apigw-id", visit.extendedRequestId());
        boolean bodiless = reply.status() == 204 || reply.status() == 304;
        exchange.respond(reply.status(), headers, bodiless ? new byte[0] : reply.body());
    }

    private Reply answer(Exchange exchange, Visit visit) throws IOException {
        if (headSize(exchange) > LARGEST_HEAD) {
            return GatewayResponse.HEADERS_TOO_LARGE.reply();
        }
        Optional<Address> address = Address.of(exchange);
        Optional<Site> site = address.flatMap(live::at);
        if (address.isEmpty() || site.isEmpty()) {
            return GatewayResponse.FORBIDDEN.reply();
        }
        Optional<Route> route = site.get()
                .deployment()
                .router()
                .match(exchange.method(), address.get().path());
        if (route.isEmpty()) {
            return GatewayResponse.MISSING_AUTHENTICATION_TOKEN.reply();
        }
        Integration integration = route.get().method().integrated().orElseThrow();
        RequestHeaders headers = new RequestHeaders(exchange, visit.at());
        byte[] body = exchange.body(LARGEST_BODY);
        if (integration.type().equals(Integration.MOCK)) {
            return new MockIntegration(route.get().method(), integration).answer(headers, body);
        }
        ProxyEvent event = new ProxyEvent(
                site.get(), route.get(), address.get(), visit, exchange.method(), exchange.rawQuery(), headers, body);
        return invoke(integration, event);
    }

    private Reply invoke(Integration integration, ProxyEvent event) {
        Map<String, String> variables = event.site().stage().variables();
        Optional<Arn> function =
                Optional.ofNullable(integration.uri()).flatMap(uri -> FunctionUri.function(uri, variables));
        if (function.isEmpty()) {
            log.warn("request {}: {} is no function", event.visit().requestId(), integration.uri());
            return GatewayResponse.API_CONFIGURATION_ERROR.reply();
        }
        Optional<String> credentials =
                Optional.ofNullable(integration.credentials()).map(role -> FunctionUri.substituted(role, variables));
        Deadline answerBy = Deadline.in(Duration.ofMillis(integration.timeoutInMillis()));
        Answer answer = lambda.invoke(
                function.get(), new LambdaTarget.Origin(source(event), credentials), event.json(), answerBy);
        return switch (answer) {
            case Answer.Payload payload -> reply(payload, event);
            case Answer.FunctionError _ -> GatewayResponse.BAD_GATEWAY.reply();
            case Answer.TimedOut _ -> GatewayResponse.INTEGRATION_TIMEOUT.reply();
            case Answer.Throttled _ -> GatewayResponse.API_CONFIGURATION_ERROR.reply();
            case Answer.Refused refused -> {
                log.warn(
                        "request {}: {} was not invoked: {}", event.visit().requestId(), function.get(), refused.why());
                yield GatewayResponse.API_CONFIGURATION_ERROR.reply();
            }
        };
    }

    private static Reply reply(Answer.Payload payload, ProxyEvent event) {
        boolean decoding = event.site()
                .deployment()
                .mediaTypes()
                .acceptedBinary(event.headers().first("Accept"));
        Optional<Reply> reply = ProxyAnswer.parse(payload.json()).flatMap(answer -> answer.reply(decoding));
        reply.ifPresent(
                sent -> sent.headers().set("X-Amzn-Trace-Id", event.headers().traceId()));
        return reply.orElseGet(GatewayResponse.BAD_GATEWAY::reply);
    }

    private static Arn source(ProxyEvent event) {
        Site site = event.site();
        return Arn.of(
                "execute-api",
                site.home().region(),
                site.home().account(),
                site.apiId()
                        + '/'
                        + site.stage().stageName()
                        + '/'
                        + event.httpMethod()
                        + event.route().path());
    }

    private static int headSize(Exchange exchange) {
        int size = exchange.method().length()
                + exchange.rawPath().length()
                + exchange.rawQuery().length();
        for (Headers.Header line : exchange.headers().lines()) {
            size += line.name().length() + line.value().length();
        }
        return size;
    }
}
