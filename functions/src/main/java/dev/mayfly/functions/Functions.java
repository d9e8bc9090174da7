package dev.mayfly.functions;

import dev.mayfly.base.Sha256;
import dev.mayfly.functions.code.CodeDirectories;
import dev.mayfly.functions.code.Downloads;
import dev.mayfly.functions.code.Packages;
import dev.mayfly.functions.layers.Layers;
import dev.mayfly.functions.operation.ControlPlane;
import dev.mayfly.functions.registry.Registry;
import dev.mayfly.functions.registry.Settings;
import dev.mayfly.functions.registry.Settler;
import dev.mayfly.store.Blobs;
import dev.mayfly.store.Store;
import dev.mayfly.wire.Door;
import dev.mayfly.wire.Service;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** The room, put together: the Lambda control plane and what others need of it. */
public final class Functions implements AutoCloseable {
    private final Registry registry;
    private final Layers layers;
    private final Packages packages;
    private final CodeDirectories directories;
    private final Downloads downloads;
    private final Settler settler;
    private final Catalog catalog;
    private final Service service;

    /** @param home directory of the unpacked code; only this room writes there */
    public Functions(Store store, Blobs blobs, Path home, Clock clock, Roles roles, Runtimes runtimes, Limits limits) {
        this.registry = new Registry(store);
        this.layers = new Layers(store);
        this.packages = new Packages(store, blobs, clock, limits);
        this.directories = new CodeDirectories(home, blobs, limits, clock);
        this.downloads = new Downloads(store, blobs, clock);
        this.settler = new Settler(registry, store, runtimes, directories);
        this.catalog = new Catalog(registry, limits);
        this.service = new ControlPlane(registry, layers, packages, downloads, roles, limits).service();
    }

    public Catalog catalog() {
        return catalog;
    }

    /** The operations of {@code lambda} that are offered here; Invoke can be added to it. */
    public Service service() {
        return service;
    }

    /** Serves the URLs that GetFunction and GetLayerVersion give. */
    public Door downloads() {
        return downloads;
    }

    public CodeDirectories directories() {
        return directories;
    }

    /** Carries on what a stop or crash has interrupted. Once, before serving. */
    public void recover() {
        settler.recover();
    }

    /**
     * Deletes packages that nothing refers to, and their directories. For a timer; takes a while where there is much.
     *
     * @param running revisions that still have execution environments
     */
    public void sweep(Collection<Revision> running) {
        Set<Sha256> code = new HashSet<>();
        Set<List<Sha256>> merged = new HashSet<>();
        eachSettings(settings -> {
            code.add(settings.code().digest());
            merged.add(settings.layers().stream()
                    .map(layer -> layer.code().digest())
                    .toList());
        });
        for (Revision revision : running) {
            code.add(revision.code());
            merged.add(revision.layers());
        }
        directories.sweep(code, merged);
        packages.sweep(this::referred);
    }

    private Set<String> referred(Set<String> candidates) {
        Set<String> referred = new HashSet<>();
        layers.eachPackage("", info -> referred.add(info.sha256()));
        eachSettings(settings -> Stream.concat(
                        Stream.of(settings.code().sha256()),
                        settings.layers().stream().map(layer -> layer.code().sha256()))
                .forEach(referred::add));
        referred.retainAll(candidates);
        return referred;
    }

    private void eachSettings(Consumer<Settings> visitor) {
        registry.eachFunction("", function -> {
            visitor.accept(function.latest().settings());
            visitor.accept(function.latest().serving().settings());
            registry.eachVersion(
                    function, version -> visitor.accept(version.edition().settings()));
        });
    }

    @Override
    public void close() {
        settler.close();
    }
}
