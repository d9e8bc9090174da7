package dev.mayfly.wire;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.mayfly.base.Ids;
import dev.mayfly.wire.Routes.NotOffered;
import dev.mayfly.wire.Routes.Offered;
import dev.mayfly.wire.Routes.Raw;
import dev.mayfly.wire.Routes.Route;
import dev.mayfly.wire.Routes.TooLarge;
import dev.mayfly.wire.Routes.Unknown;
import dev.mayfly.wire.codec.Codec;
import dev.mayfly.wire.codec.Failure;
import dev.mayfly.wire.codec.Malformed;
import dev.mayfly.wire.codec.Parameters;
import dev.mayfly.wire.http.Exchange;
import dev.mayfly.wire.http.HttpServer;
import dev.mayfly.wire.sign.Credential;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.utils.builder.SdkBuilder;

/**
 * The one boundary between HTTP and the services: finds the operation, says who calls, reads the input, checks it, runs
 * the operation, writes its output or its error. Thread-safe.
 */
public final class Endpoint implements HttpServer.Handler {
    private static final Logger log = LoggerFactory.getLogger(Endpoint.class);
    /** The longest body that is held for a raw operation because its signature covers it. */
    private static final long RAW_LIMIT = 64L << 20;

    private static final int COUNTED_NAMES = 1_000;
    private static final byte[] NOTHING = new byte[0];

    private final Routes routes;
    private final List<Door> doors;
    private final Auth auth;
    private final Clock clock;
    private final Map<String, LongAdder> notImplemented = new ConcurrentHashMap<>();

    public Endpoint(List<Service> services, List<Door> doors, Auth auth, Clock clock) {
        this.routes = new Routes(services);
        this.doors = List.copyOf(doors);
        this.auth = auth;
        this.clock = clock;
    }

    /** How often which operations were wanted that are not here, as {@code service:Operation}. */
    public Map<String, Long> notImplemented() {
        Map<String, Long> counts = new TreeMap<>();
        notImplemented.forEach((name, count) -> counts.put(name, count.sum()));
        return counts;
    }

    @Override
    public void handle(Exchange exchange) throws IOException {
        for (Door door : doors) {
            if (door.admits(exchange)) {
                door.serve(exchange);
                return;
            }
        }
        new Request(exchange).serve();
    }

    /** One request on its way; confined to its thread. */
    private final class Request {
        private final Exchange exchange;
        private final String requestId = Ids.uuid();
        private final Instant at = clock.instant();
        private final Optional<Credential> credential;
        private byte @Nullable [] form;

        Request(Exchange exchange) {
            this.exchange = exchange;
            this.credential = Auth.claimed(exchange);
        }

        void serve() throws IOException {
            Route route = routes.find(exchange, credential, this::readForm);
            if (route instanceof Raw raw) {
                stream(raw);
                return;
            }
            Codec.Answer answer =
                    attempt(route.table(), () -> Optional.of(answer(route))).orElseThrow();
            exchange.respond(answer.status(), answer.headers(), answer.body());
        }

        private Parameters readForm(long limit) throws IOException {
            form = exchange.body(limit);
            return Parameters.parse(new String(form, UTF_8));
        }

        private Codec.Answer answer(Route route) throws IOException {
            Service service = route.table().service();
            return switch (route) {
                case Offered offered -> perform(offered, offered.operation());
                case NotOffered wanted -> {
                    count(service.name() + ':' + wanted.operation());
                    throw Failures.notOffered(service, wanted.operation());
                }
                case Unknown unknown -> throw Failures.unknown(service, unknown.operation());
                case TooLarge tooLarge -> throw Failures.tooLarge(tooLarge.limit(), service.name());
                case Raw raw -> throw new IllegalArgumentException("streams: " + raw);
            };
        }

        private <I extends SdkPojo, O extends SdkPojo> Codec.Answer perform(Offered offered, Operation<I, O> operation)
                throws IOException {
            byte[] body = body(operation);
            Call call = call(offered.table().service(), body);
            I input = decode(offered, operation, body);
            Violations.check(operation, input);
            O output = operation.work().run(input, call);
            return offered.table().codec().encode(operation.name(), operation.status(), output, requestId);
        }

        private byte[] body(Operation<?, ?> operation) throws IOException {
            try {
                byte[] body = form == null ? exchange.body(operation.bodyLimit()) : form;
                if (body.length > operation.bodyLimit()) {
                    throw new Exchange.BodyTooLarge(operation.bodyLimit());
                }
                return body;
            } catch (Exchange.BodyTooLarge e) {
                throw Failures.tooLarge(e.limit(), operation.name());
            }
        }

        private <I extends SdkPojo> I decode(Offered offered, Operation<I, ?> operation, byte[] body) {
            SdkBuilder<?, I> builder = operation.input().get();
            Codec.Request request = new Codec.Request(
                    offered.labels(), exchange.rawQuery(), offered.wanted(), exchange.headers(), body);
            try {
                offered.table().codec().decode(request, (SdkPojo) builder);
            } catch (Malformed e) {
                throw AwsException.of(400, "SerializationException", e.getMessage());
            }
            return builder.build();
        }

        private void stream(Raw raw) throws IOException {
            AtomicBoolean answered = new AtomicBoolean();
            Optional<Codec.Answer> failure = attempt(raw.table(), () -> {
                run(raw, answered);
                return Optional.empty();
            });
            if (failure.isPresent() && answered.get()) {
                throw new IOException(raw.operation().name() + " failed within its answer");
            }
            if (failure.isPresent()) {
                Codec.Answer answer = failure.get();
                exchange.respond(answer.status(), answer.headers(), answer.body());
            }
        }

        private void run(Raw raw, AtomicBoolean answered) throws IOException {
            try {
                // A signature covers the body, so where it is verified the body is needed first.
                byte[] body = form == null && auth.verifying() ? exchange.body(RAW_LIMIT) : form;
                Call call = call(raw.table().service(), body == null ? NOTHING : body);
                Exchange identified = new IdentifiedExchange(exchange, requestId, body, answered);
                raw.operation().raw().serve(identified, call, raw.labels());
            } catch (Exchange.BodyTooLarge e) {
                throw Failures.tooLarge(e.limit(), raw.operation().name());
            }
        }

        private Call call(Service service, byte[] body) {
            Caller caller = auth.caller(exchange, credential, body, service.name(), at);
            String region = credential
                    .map(Credential::region)
                    .filter(name -> !name.isEmpty())
                    .orElse(Auth.DEFAULT_REGION);
            String endpoint = "http://" + exchange.headers().first("Host").orElse("localhost");
            return new Call(requestId, caller, region, at, endpoint, exchange.headers());
        }

        private Optional<Codec.Answer> attempt(ServiceTable table, Attempt attempt) throws IOException {
            Failure failure;
            try {
                return attempt.run();
            } catch (AwsException e) {
                failure = Failures.of(table.service(), e);
            } catch (AwsServiceException e) {
                failure = Failures.of(table.service(), e);
            } catch (RuntimeException | StackOverflowError e) {
                log.error("request {} to {} failed", requestId, table.service().name(), e);
                failure = Failures.internal(table.service());
            }
            return Optional.of(table.codec().encode(failure, requestId));
        }
    }

    /** Serves a request, or gives the answer to it, or fails as operations do. */
    private interface Attempt {
        Optional<Codec.Answer> run() throws IOException;
    }

    private void count(String operation) {
        // The names are the client's, so there must be an end to them.
        if (notImplemented.size() < COUNTED_NAMES || notImplemented.containsKey(operation)) {
            notImplemented.computeIfAbsent(operation, _ -> new LongAdder()).increment();
        }
    }
}
