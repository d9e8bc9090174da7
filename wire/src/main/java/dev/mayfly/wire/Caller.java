package dev.mayfly.wire;

import dev.mayfly.base.Arn;
import java.util.Optional;

/**
 * Who signed a request.
 *
 * @param accessKeyId as in the credential; empty when the request was not signed
 * @param account twelve digits
 * @param identity user, role session or root
 * @param environment id of the execution environment whose socket the request came by, if it came from a function
 */
public record Caller(
        Optional<String> accessKeyId, String account, Arn identity, String userId, Optional<String> environment) {}
