package dev.mayfly.worker.sandbox;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.databind.json.JsonMapper;

/** The configuration of one sandbox as the OCI runtime specification has it (opencontainers/runtime-spec, config.md). */
record OciBundle(
        SandboxSpec spec, SandboxDriver.Limits limits, OciDriver.IdRange ids, String networkPath, String cgroupsPath) {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final List<String> ALLOWED_SYSCALLS = readSyscalls();

    /** What the OCI runtime and the shell would add to the environment. */
    private static final List<String> NOT_ASKED_FOR = List.of("HOME", "PWD", "OLDPWD", "SHLVL");

    /** AWS's, recorded; {@code ulimit -u} is less than the 1,024 processes of the documentation. */
    private static final int MOST_PROCESSES = 742;

    private static final int LOCKED_MEMORY = 65_536;

    /** @param mounts those of the spec, from where the guest's user can reach them */
    void write(Path folder, RootFilesystem root, Path scratch, List<SandboxSpec.Mount> mounts) throws IOException {
        Files.write(folder.resolve("config.json"), JSON.writeValueAsBytes(config(folder, root, scratch, mounts)));
    }

    private Map<String, Object> config(Path folder, RootFilesystem root, Path scratch, List<SandboxSpec.Mount> mounts) {
        return Map.of(
                "ociVersion", "1.0.2",
                "process", process(),
                "root", Map.of("path", root.path().toString(), "readonly", true),
                "hostname", "sandbox",
                "mounts", mounts(folder, root, scratch, mounts),
                "linux", linux());
    }

    private Map<String, Object> process() {
        return Map.of(
                "terminal",
                false,
                "user",
                Map.of("uid", RootFilesystem.USER, "gid", RootFilesystem.GROUP),
                "args",
                Stream.concat(init().stream(), spec.command().stream()).toList(),
                "env",
                spec.environment().entrySet().stream()
                        .map(variable -> variable.getKey() + "=" + variable.getValue())
                        .toList(),
                "cwd",
                spec.workingDirectory(),
                "capabilities",
                Map.of(
                        "bounding", List.of(),
                        "effective", List.of(),
                        "inheritable", List.of(),
                        "permitted", List.of(),
                        "ambient", List.of()),
                "rlimits",
                List.of(
                        rlimit("RLIMIT_NOFILE", limits.openFiles()),
                        rlimit("RLIMIT_NPROC", Math.min(limits.processes(), MOST_PROCESSES)),
                        rlimit("RLIMIT_MEMLOCK", LOCKED_MEMORY),
                        rlimit("RLIMIT_CORE", 0)),
                "noNewPrivileges",
                true);
    }

    /** Waits for the guest and passes its status on; as the first process it also reaps what the guest leaves behind. */
    private List<String> init() {
        String strangers = NOT_ASKED_FOR.stream()
                .filter(name -> !spec.environment().containsKey(name))
                .collect(Collectors.joining(" ", "unset ", " _; "));
        return List.of("/bin/sh", "-c", strangers + "\"$@\"; exit $?", "init");
    }

    private static Map<String, Object> rlimit(String type, long value) {
        return Map.of("type", type, "hard", value, "soft", value);
    }

    private List<Map<String, Object>> mounts(
            Path folder, RootFilesystem root, Path scratch, List<SandboxSpec.Mount> own) {
        List<Map<String, Object>> mounts = new ArrayList<>();
        mounts.add(mount("/proc", "proc", "proc", "nosuid", "noexec", "nodev"));
        mounts.add(mount("/dev", "tmpfs", "tmpfs", "nosuid", "strictatime", "mode=755", "size=64k"));
        mounts.add(mount("/dev/shm", "tmpfs", "shm", "nosuid", "nodev", "mode=1777"));
        for (Path host : root.hostDirectories()) {
            mounts.add(bind(host, host.toString(), "ro"));
        }
        mounts.add(bind(scratch, "/tmp", "rw"));
        mounts.add(bind(folder.resolve("run"), "/var/run/mayfly", "ro"));
        for (SandboxSpec.Mount mount : own) {
            mounts.add(bind(mount.host(), mount.inside(), "ro"));
        }
        return mounts;
    }

    private static Map<String, Object> bind(Path host, String inside, String access) {
        return mount(inside, "bind", host.toString(), "rbind", access, "nosuid", "nodev");
    }

    private static Map<String, Object> mount(String inside, String type, String source, String... options) {
        return Map.of("destination", inside, "type", type, "source", source, "options", List.of(options));
    }

    private Map<String, Object> linux() {
        List<Map<String, Integer>> mapping =
                List.of(Map.of("containerID", 0, "hostID", ids.first(), "size", ids.size()));
        return Map.of(
                "uidMappings", mapping,
                "gidMappings", mapping,
                "cgroupsPath", cgroupsPath,
                // Memory and CPU are limited one group above, which outlives this sandbox.
                "resources", Map.of("pids", Map.of("limit", limits.processes())),
                "namespaces", namespaces(),
                "seccomp", seccomp(),
                "maskedPaths",
                        List.of(
                                "/proc/acpi",
                                "/proc/asound",
                                "/proc/kcore",
                                "/proc/keys",
                                "/proc/latency_stats",
                                "/proc/timer_list",
                                "/proc/timer_stats",
                                "/proc/sched_debug",
                                "/proc/scsi"),
                "readonlyPaths", List.of("/proc/bus", "/proc/fs", "/proc/irq", "/proc/sys", "/proc/sysrq-trigger"));
    }

    private List<Map<String, String>> namespaces() {
        return Stream.concat(
                        Stream.of("pid", "mount", "ipc", "uts", "user", "cgroup")
                                .map(type -> Map.of("type", type)),
                        Stream.of(Map.of("type", "network", "path", networkPath)))
                .toList();
    }

    private static Map<String, Object> seccomp() {
        long newNamespaces = 0x7E020000L;
        int noSuchCall = 38;
        return Map.of(
                "defaultAction",
                "SCMP_ACT_ERRNO",
                "architectures",
                List.of("SCMP_ARCH_X86_64", "SCMP_ARCH_AARCH64"),
                "syscalls",
                List.of(
                        Map.of("names", ALLOWED_SYSCALLS, "action", "SCMP_ACT_ALLOW"),
                        Map.of(
                                "names",
                                List.of("clone"),
                                "action",
                                "SCMP_ACT_ALLOW",
                                "args",
                                List.of(Map.of(
                                        "index",
                                        0,
                                        "value",
                                        newNamespaces,
                                        "valueTwo",
                                        0,
                                        "op",
                                        "SCMP_CMP_MASKED_EQ"))),
                        // Its flags are behind a pointer that a filter cannot follow; C libraries fall back to clone.
                        Map.of("names", List.of("clone3"), "action", "SCMP_ACT_ERRNO", "errnoRet", noSuchCall)));
    }

    private static List<String> readSyscalls() {
        try (InputStream text = Objects.requireNonNull(OciBundle.class.getResourceAsStream("syscalls.txt"));
                BufferedReader lines = new BufferedReader(new InputStreamReader(text, StandardCharsets.UTF_8))) {
            return lines.lines()
                    .filter(line -> !line.startsWith("#"))
                    .flatMap(line -> Stream.of(line.split(" ")))
                    .toList();
        } catch (IOException e) {
            throw new IllegalStateException("syscalls.txt is part of this jar", e);
        }
    }
}
