package dev.mayfly.wire.http;

import java.io.IOException;

/** A request that breaks HTTP's rules or the server's limits: answered with the status, then the connection closes. */
final class Refusal extends IOException {
    private final int status;

    Refusal(int status, String why) {
        super(why);
        this.status = status;
    }

    int status() {
        return status;
    }
}
