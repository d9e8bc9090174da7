package dev.mayfly.services.iam;

import dev.mayfly.base.Arn;
import dev.mayfly.store.Batch;
import dev.mayfly.store.Store;
import dev.mayfly.store.Table;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * The temporary credentials of all accounts, kept in the store so that they outlive a restart. Each new session takes a
 * few expired ones away in the same commit: what has expired never piles up, and nothing needs a clock to clean.
 */
final class Sessions {
    private static final int CLEANED_AT_ONCE = 4;

    private final Store store;
    private final Clock clock;
    private final Table<Session> sessions;
    private final Table<Expiry> expiries;

    /**
     * @param identity ARN of the role session, user or root
     * @param userId as GetCallerIdentity shows it
     */
    record Session(String secret, String token, String account, String identity, String userId, Instant expires) {

        SessionCredentials credentials(String accessKeyId) {
            return new SessionCredentials(accessKeyId, secret, token, expires);
        }
    }

    /** Sorted by the moment, so that what expires first is found first. */
    record Expiry(String accessKeyId) {}

    Sessions(Store store, Clock clock) {
        this.store = store;
        this.clock = clock;
        this.sessions = new Table<>(store, "iam/session", Session.class);
        this.expiries = new Table<>(store, "iam/session-expiry", Expiry.class);
    }

    /** Also those that have expired, until they are cleaned away. */
    Optional<Session> find(String accessKeyId) {
        return sessions.get(accessKeyId);
    }

    /** A session of its own. */
    SessionCredentials open(String account, Arn identity, String userId, Duration life) {
        Instant expires = clock.instant().truncatedTo(ChronoUnit.SECONDS).plus(life);
        String accessKeyId = UniqueId.sessionKey();
        Session session =
                new Session(UniqueId.secret(), UniqueId.sessionToken(), account, identity.toString(), userId, expires);
        Batch batch = Batch.of(
                sessions.creating(accessKeyId, session),
                expiries.putting(expiryKey(expires, accessKeyId), new Expiry(accessKeyId)));
        cleanSome(batch);
        store.commit(batch);
        return session.credentials(accessKeyId);
    }

    private void cleanSome(Batch batch) {
        String now = expiryKey(clock.instant(), "");
        for (Table.Row<Expiry> row : expiries.scan("", "", CLEANED_AT_ONCE)) {
            if (row.key().compareTo(now) < 0) {
                batch.add(expiries.deleting(row.key()))
                        .add(sessions.deleting(row.value().accessKeyId()));
            }
        }
    }

    private static String expiryKey(Instant expires, String accessKeyId) {
        return "%012d/%s".formatted(expires.getEpochSecond(), accessKeyId);
    }
}
