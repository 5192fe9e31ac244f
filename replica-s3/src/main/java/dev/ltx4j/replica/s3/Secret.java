package dev.ltx4j.replica.s3;

/**
 * Text that is never shown.
 *
 * @param value the text
 */
record Secret(String value) {
    /** Three stars. */
    @Override
    public String toString() {
        return "***";
    }
}
