package dev.mayfly.services.apigateway.serving;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The media types that an API treats as binary: exact, {@code image/*} or everything. */
record MediaTypes(List<String> binary) {

    /** Whether a body of this Content-Type is handed on as base64. */
    boolean binary(Optional<String> contentType) {
        return matches(contentType);
    }

    /**
     * Whether a base64 body is decoded for this client: AWS looks at the first type of its Accept header only
     * (API Gateway Developer Guide, "Return binary media from a Lambda proxy integration").
     */
    boolean acceptedBinary(Optional<String> accept) {
        return matches(accept.map(types -> types.split(",", 2)[0]));
    }

    private boolean matches(Optional<String> mediaType) {
        String type = mediaType
                .map(text -> text.split(";", 2)[0].strip().toLowerCase(Locale.ROOT))
                .orElse("");
        return binary.stream().map(each -> each.toLowerCase(Locale.ROOT)).anyMatch(each -> covers(each, type));
    }

    private static boolean covers(String range, String type) {
        if (range.equals("*/*") || range.equals(type)) {
            return true;
        }
        return range.endsWith("/*") && type.startsWith(range.substring(0, range.length() - 1));
    }
}
