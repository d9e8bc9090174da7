package dev.mayfly.services.apigateway.definition;

/** Whose and where: everything an account defines in one region. Also what an API's id leads to. */
public record Scope(String account, String region) {

    String key(String... parts) {
        return account + '/' + region + '/' + String.join("/", parts);
    }
}
