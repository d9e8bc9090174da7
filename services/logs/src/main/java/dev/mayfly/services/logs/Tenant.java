package dev.mayfly.services.logs;

import dev.mayfly.base.Arn;
import dev.mayfly.wire.Call;

/** Whose logs: everything is kept apart by account and region. */
record Tenant(String account, String region) {

    static Tenant of(Call call) {
        return new Tenant(call.account(), call.region());
    }

    /** Every row key of this tenant begins with it. */
    String keyPrefix() {
        return account + '/' + region + '/';
    }

    /** Without the {@code :*} that stands for the streams. */
    String groupArn(String group) {
        return Arn.of("logs", region, account, "log-group:" + group).toString();
    }

    String streamArn(String group, String stream) {
        return groupArn(group) + ":log-stream:" + stream;
    }
}
