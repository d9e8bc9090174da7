package dev.mayfly.wire.codec;

import java.util.Optional;
import software.amazon.awssdk.core.SdkPojo;

/**
 * An error as every protocol can show it.
 *
 * @param messageMember how JSON names the text
 * @param fault the service's rather than the caller's
 * @param modelled what the model's exception carries beside the text
 */
public record Failure(
        int status, String code, String message, String messageMember, boolean fault, Optional<SdkPojo> modelled) {

    public static Failure of(int status, String code, String message, boolean fault) {
        return new Failure(status, code, message, "message", fault, Optional.empty());
    }
}
