package dev.mayfly.wire.codec;

/** A request that cannot be read as its model; the message is what AWS tells the client. */
public final class Malformed extends Exception {
    Malformed(String message) {
        super(message);
    }

    /** @param found how AWS calls what was sent: {@code NUMBER_VALUE} */
    static Malformed conversion(String found, Class<?> wanted) {
        String name = wanted.getSimpleName();
        return new Malformed(
                found + " can not be converted to " + ("AEIO".indexOf(name.charAt(0)) >= 0 ? "an " : "a ") + name);
    }

    @Override
    public String getMessage() {
        return String.valueOf(super.getMessage());
    }
}
