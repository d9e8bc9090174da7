package dev.mayfly.store.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mayfly.store.Batch;
import dev.mayfly.store.Store;
import dev.mayfly.store.StoreException;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What callers are told when the connection to PostgreSQL is cut at a chosen word. */
final class PostgresConnectionLossTest {
    private static final Batch BATCH = Batch.of(new Batch.Put("a", new byte[] {1}), new Batch.Put("b", new byte[] {1}));

    private CuttingProxy proxy;
    private Store direct;
    private Store store;

    @BeforeEach
    void open() throws IOException {
        direct = TestPostgres.store();
        direct.clear();
        proxy = CuttingProxy.to(TestPostgres.port());
        // Without prepared statements the driver spells out each statement, which is how the proxy knows it.
        String url = TestPostgres.url(proxy.port()) + "?prepareThreshold=0";
        store = JdbcStore.postgres(url, TestPostgres.USER, TestPostgres.PASSWORD);
    }

    @AfterEach
    void close() throws IOException {
        store.close();
        proxy.close();
        direct.close();
    }

    @Test
    void lost_before_the_commit_is_unavailable_and_nothing_happened() {
        proxy.cutBefore("INSERT INTO mayfly_entry");

        assertThatThrownBy(() -> store.commit(BATCH)).isInstanceOf(StoreException.Unavailable.class);

        assertThat(direct.scan("", "", 10)).isEmpty();
    }

    @Test
    void lost_when_the_commit_was_asked_for_is_an_unknown_outcome() {
        proxy.cutBefore("COMMIT");

        assertThatThrownBy(() -> store.commit(BATCH)).isInstanceOf(StoreException.OutcomeUnknown.class);

        assertThat(direct.scan("", "", 10)).isEmpty();
    }

    @Test
    void lost_before_the_answer_to_a_commit_is_an_unknown_outcome_too() {
        proxy.cutAfterAnswerTo("COMMIT");

        assertThatThrownBy(() -> store.commit(BATCH)).isInstanceOf(StoreException.OutcomeUnknown.class);

        assertThat(direct.scan("", "", 10)).hasSize(2);
    }

    @Test
    void lost_while_reading_is_unavailable() {
        proxy.cutBefore("SELECT key, value, revision");

        assertThatThrownBy(() -> store.get("a")).isInstanceOf(StoreException.Unavailable.class);
    }

    @Test
    void a_connection_that_comes_back_serves_again() {
        proxy.cutBefore("INSERT INTO mayfly_entry");
        assertThatThrownBy(() -> store.commit(BATCH)).isInstanceOf(StoreException.Unavailable.class);

        store.commit(BATCH);

        assertThat(direct.scan("", "", 10)).hasSize(2);
    }

    @Test
    void a_server_that_is_not_there_is_unavailable_at_once() throws IOException {
        int port = proxy.port();
        proxy.close();

        assertThatThrownBy(() -> JdbcStore.postgres(TestPostgres.url(port), TestPostgres.USER, TestPostgres.PASSWORD))
                .isInstanceOf(StoreException.Unavailable.class)
                .hasMessageContaining("cannot be reached");
    }
}
