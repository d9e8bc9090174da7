package dev.mayfly.services.logs;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import software.amazon.awssdk.services.cloudwatchlogs.model.InvalidParameterException;
import software.amazon.awssdk.services.cloudwatchlogs.model.ResourceAlreadyExistsException;
import software.amazon.awssdk.services.cloudwatchlogs.model.ResourceNotFoundException;

/** AWS's answers to what cannot be done. */
final class Refusal {
    private Refusal() {}

    static void isInvalid(String message, ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOf(InvalidParameterException.class).hasMessage(message);
    }

    static void isAbsentGroup(ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOf(ResourceNotFoundException.class)
                .hasMessage("The specified log group does not exist.");
    }

    static void isAbsentStream(ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOf(ResourceNotFoundException.class)
                .hasMessage("The specified log stream does not exist.");
    }

    static void isTaken(String message, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOf(ResourceAlreadyExistsException.class)
                .hasMessage(message);
    }
}
