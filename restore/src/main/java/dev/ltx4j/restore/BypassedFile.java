package dev.ltx4j.restore;

/**
 * A file that a restore would have used if it were whole. Others took its place.
 *
 * @param file the file, as a person would name it
 * @param reason what is wrong with it, without its name
 */
public record BypassedFile(String file, String reason) {
    @Override
    public String toString() {
        return file + ": " + reason;
    }
}
