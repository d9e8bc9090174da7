package dev.mayfly.functions.code;

/** A deployment package that cannot be accepted; the message is for the caller. */
final class BadArchive extends Exception {
    private static final long serialVersionUID = 1L;

    private final String detail;

    private BadArchive(String message, String detail) {
        super(message);
        this.detail = detail;
    }

    /**
     * It is not a zip, or not one that can be unpacked safely.
     *
     * @param detail for the log only
     */
    static BadArchive malformed(String detail) {
        return new BadArchive(
                "Could not unzip uploaded file. Please check your file, then try to upload again.", detail);
    }

    static BadArchive empty() {
        return new BadArchive("Uploaded file must be a non-empty zip", "no entries");
    }

    /** @param limit in bytes */
    static BadArchive tooLarge(long limit) {
        return new BadArchive("Unzipped size must be smaller than " + limit + " bytes", "too large");
    }

    String detail() {
        return detail;
    }

    @Override
    public String getMessage() {
        return String.valueOf(super.getMessage());
    }
}
