package dev.mayfly.services.apigateway.operation;

import dev.mayfly.services.apigateway.definition.AccountSettings;
import dev.mayfly.services.apigateway.definition.Definitions;
import dev.mayfly.wire.Call;
import dev.mayfly.wire.Operation;
import dev.mayfly.wire.Service;
import software.amazon.awssdk.services.apigateway.model.GetAccountRequest;
import software.amazon.awssdk.services.apigateway.model.GetAccountResponse;
import software.amazon.awssdk.services.apigateway.model.UpdateAccountRequest;
import software.amazon.awssdk.services.apigateway.model.UpdateAccountResponse;

/** What is set for the account as a whole. The throttle that is shown is AWS's default; nothing here throttles. */
public final class Accounts {
    private static final Patchable<AccountSettings> PATCHABLE =
            new Patchable<>(AccountSettings.class).removableText("cloudwatchRoleArn");

    private final Definitions definitions;

    public Accounts(Definitions definitions) {
        this.definitions = definitions;
    }

    public void offer(Service service) {
        service.offer(Operation.rest("GetAccount", "GET", "/account", 200, GetAccountRequest::builder, this::get));
        service.offer(
                Operation.rest("UpdateAccount", "PATCH", "/account", 200, UpdateAccountRequest::builder, this::update));
    }

    public GetAccountResponse get(GetAccountRequest request, Call call) {
        return shown(definitions.account(RestApis.scope(call)));
    }

    public UpdateAccountResponse update(UpdateAccountRequest request, Call call) {
        Patchable.checkOperations("updateAccount", request.patchOperations());
        AccountSettings before = definitions.account(RestApis.scope(call));
        AccountSettings changed = PATCHABLE.apply(before, request.patchOperations());
        definitions.put(RestApis.scope(call), changed);
        return Shown.as(shown(changed), UpdateAccountResponse.builder());
    }

    private static GetAccountResponse shown(AccountSettings settings) {
        return GetAccountResponse.builder()
                .cloudwatchRoleArn(settings.cloudwatchRoleArn())
                .throttleSettings(throttle -> throttle.burstLimit(5_000).rateLimit(10_000.0))
                .features("UsagePlans")
                .apiKeyVersion("4")
                .build();
    }
}
