package dev.ltx4j.v3;

import dev.ltx4j.sqlite.FileFormatException;
import org.jspecify.annotations.Nullable;

/**
 * Something that verifying a replica brought up. Immutable.
 *
 * @param isDamage whether a state cannot be restored because of it; if not, it is only worth knowing
 * @param location the file or folder concerned, as a person would name it
 * @param detail what is the matter, without the location
 * @param cause the exception that a restore would end with, or null if it is not about the content of one file
 */
public record GenerationFinding(
        boolean isDamage,
        String location,
        String detail,
        @Nullable FileFormatException cause) {
    static GenerationFinding damage(FileFormatException cause) {
        return new GenerationFinding(true, cause.file(), cause.detail(), cause);
    }

    static GenerationFinding damage(String location, String detail) {
        return new GenerationFinding(true, location, detail, null);
    }

    static GenerationFinding note(String location, String detail) {
        return new GenerationFinding(false, location, detail, null);
    }

    @Override
    public String toString() {
        return cause == null ? location + ": " + detail : String.valueOf(cause.getMessage());
    }
}
