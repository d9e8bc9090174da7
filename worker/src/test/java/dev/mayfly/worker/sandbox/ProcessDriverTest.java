package dev.mayfly.worker.sandbox;

import java.nio.file.Path;

class ProcessDriverTest extends SandboxDriverContract {
    @Override
    SandboxDriver open(Path home) throws SandboxException {
        return new ProcessDriver(home);
    }
}
