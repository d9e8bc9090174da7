package dev.mayfly.services.logs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.store.MemoryStore;
import dev.mayfly.wire.Operation;
import dev.mayfly.wire.Service;
import java.time.Clock;
import org.junit.jupiter.api.Test;

class ServiceTableTest {

    @Test
    void every_operation_is_named_as_its_request() {
        Service service = new Logs(new MemoryStore(), Clock.systemUTC()).service();

        assertThat(service.operations()).hasSize(19);
        for (Operation<?, ?> operation : service.operations()) {
            Object request = operation.input().get().build();
            assertThat(request.getClass().getSimpleName()).isEqualTo(operation.name() + "Request");
        }
    }
}
