package dev.mayfly.services.apigateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.store.MemoryStore;
import dev.mayfly.wire.Operation;
import dev.mayfly.wire.Service;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.protocol.MarshallLocation;
import software.amazon.awssdk.services.apigateway.ApiGatewayClient;
import software.amazon.awssdk.services.apigateway.model.NotFoundException;

class ServiceTableTest {
    private final Service service = new ApiGateway(new MemoryStore(), Clock.systemUTC(), new FakeLambda()).service();

    @Test
    void every_operation_is_one_of_the_clients_and_offered_once() {
        Set<String> known = Arrays.stream(ApiGatewayClient.class.getMethods())
                .map(method -> method.getName().toLowerCase(Locale.ROOT))
                .collect(Collectors.toSet());
        List<String> offered =
                service.operations().stream().map(Operation::name).toList();

        assertThat(offered)
                .hasSize(41)
                .doesNotHaveDuplicates()
                .allMatch(name -> known.contains(name.toLowerCase(Locale.ROOT)));
    }

    @Test
    void the_labels_of_each_path_are_members_of_its_request() {
        for (Operation<?, ?> operation : service.operations()) {
            Set<String> members = operation.input().get().build().sdkFields().stream()
                    .filter(field -> field.location() == MarshallLocation.PATH)
                    .map(field -> '{' + field.locationName() + '}')
                    .collect(Collectors.toSet());
            Set<String> labels = Arrays.stream(operation.path().split("/"))
                    .filter(segment -> segment.startsWith("{"))
                    .collect(Collectors.toSet());
            assertThat(labels).as(operation.name()).isEqualTo(members);
        }
    }

    @Test
    void what_is_not_found_answers_404() {
        assertThat(service.errorShape(NotFoundException.class).status()).isEqualTo(404);
    }
}
