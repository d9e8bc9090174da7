package dev.mayfly.functions.code;

import dev.mayfly.base.Sha256;
import dev.mayfly.functions.Limits;
import dev.mayfly.functions.Refused;
import dev.mayfly.store.Batch;
import dev.mayfly.store.Blobs;
import dev.mayfly.store.Store;
import dev.mayfly.store.StoreException;
import dev.mayfly.store.Table;
import dev.mayfly.wire.AwsException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Deployment packages from their arrival until nothing refers to them. Every package kept has a row saying when it last
 * arrived; sweeping deletes those that are old and unreferenced.
 *
 * <p>A package may be deleted while the same bytes arrive again. In one process a lock keeps the two apart; between
 * processes the row does, unless a node stalls for {@link #GRACE} between taking the row away and deleting the blob.
 */
public final class Packages {
    /** Longer than any request lasts: what arrived since may be about to be referred to. */
    static final Duration GRACE = Duration.ofHours(1);

    private static final Logger log = LoggerFactory.getLogger(Packages.class);

    private final Blobs blobs;
    private final Store store;
    private final Table<Kept> kept;
    private final Clock clock;
    private final Limits limits;
    private final ReadWriteLock arrivals = new ReentrantReadWriteLock();

    record Kept(Instant arrived) {}

    public Packages(Store store, Blobs blobs, Clock clock, Limits limits) {
        this.store = store;
        this.kept = new Table<>(store, "lambda/package", Kept.class);
        this.blobs = blobs;
        this.clock = clock;
        this.limits = limits;
    }

    /** Unpacks the zip to nowhere, with all its entries; refuses it as AWS does. Keeps nothing. */
    public PackageInfo check(byte[] zip) {
        if (zip.length > limits.zippedBytes()) {
            throw AwsException.of(
                    413,
                    "RequestEntityTooLargeException",
                    "Zipped size must be smaller than " + limits.zippedBytes() + " bytes");
        }
        try {
            Content content = new Content(limits.unzippedBytes());
            Tree tree = new Tree();
            tree.add(new ZipArchive(ByteBuffer.wrap(zip), limits.archiveEntries()));
            tree.check(content);
            return new PackageInfo(Sha256.of(zip).hex(), zip.length, content.total());
        } catch (BadArchive e) {
            log.info("refused a deployment package: {}", e.detail());
            throw Refused.invalid(e.getMessage());
        } catch (IOException e) {
            throw new UncheckedIOException("unpacking to nowhere", e);
        }
    }

    /** Keeps the zip, then runs {@code referring}, which commits a reference to it. */
    public <R> R keep(byte[] zip, PackageInfo info, Supplier<R> referring) {
        return referring(() -> {
            kept.put(info.sha256(), new Kept(clock.instant()));
            blobs.put(zip);
            return referring.get();
        });
    }

    /** Runs {@code referring}, which commits a reference to packages kept already, while nothing is swept. */
    public <R> R referring(Supplier<R> referring) {
        arrivals.readLock().lock();
        try {
            return referring.get();
        } finally {
            arrivals.readLock().unlock();
        }
    }

    /**
     * Deletes packages that arrived before the grace period and are not referred to.
     *
     * @param referred given the digests in question, those of them that something refers to; called while no package
     *     can arrive
     */
    public void sweep(Function<Set<String>, Set<String>> referred) {
        String after = "";
        while (true) {
            var page = kept.scan("", after, 500);
            if (page.isEmpty()) {
                return;
            }
            after = page.getLast().key();
            arrivals.writeLock().lock();
            try {
                Instant old = clock.instant().minus(GRACE);
                var candidates = page.stream()
                        .filter(row -> row.value().arrived().isBefore(old))
                        .toList();
                Set<String> names =
                        Set.copyOf(candidates.stream().map(Table.Row::key).toList());
                Set<String> inUse = names.isEmpty() ? names : referred.apply(names);
                candidates.stream().filter(row -> !inUse.contains(row.key())).forEach(this::forget);
            } finally {
                arrivals.writeLock().unlock();
            }
        }
    }

    private void forget(Table.Row<Kept> row) {
        try {
            store.commit(Batch.of(kept.deleting(row)));
            blobs.delete(new Sha256(row.key()));
        } catch (StoreException.Conflict e) {
            log.debug("package {} arrived again while it was swept", row.key());
        }
    }
}
