package dev.mayfly.wire.sign;

/** Why a signature is not accepted; the message is AWS's. */
public final class Rejection extends Exception {

    public enum Kind {
        /** No signature at all. */
        MISSING,
        /** Not a signature by its form. */
        INCOMPLETE,
        /** The key is unknown, or the session token is not the key's. */
        UNRECOGNIZED,
        /** Signed with another secret, for something else, at another time, or changed since. */
        MISMATCH,
        /** The session has ended. */
        EXPIRED
    }

    private final Kind kind;

    private Rejection(Kind kind, String message) {
        super(message);
        this.kind = kind;
    }

    public static Rejection missing() {
        return new Rejection(Kind.MISSING, "Missing Authentication Token");
    }

    static Rejection incomplete(String message) {
        return new Rejection(Kind.INCOMPLETE, message);
    }

    public static Rejection unrecognized() {
        return new Rejection(Kind.UNRECOGNIZED, "The security token included in the request is invalid.");
    }

    static Rejection mismatch() {
        return mismatch("The request signature we calculated does not match the signature you provided. Check your AWS"
                + " Secret Access Key and signing method. Consult the service documentation for details.");
    }

    static Rejection mismatch(String message) {
        return new Rejection(Kind.MISMATCH, message);
    }

    public static Rejection expired() {
        return new Rejection(Kind.EXPIRED, "The security token included in the request is expired");
    }

    public Kind kind() {
        return kind;
    }

    @Override
    public String getMessage() {
        return String.valueOf(super.getMessage());
    }
}
