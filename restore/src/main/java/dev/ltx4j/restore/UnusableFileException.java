package dev.ltx4j.restore;

import dev.ltx4j.sqlite.FileFormatException;
import java.io.IOException;
import java.nio.file.NoSuchFileException;

/** One file of the replica cannot be used. Others may hold the same. */
final class UnusableFileException extends IOException {
    private static final long serialVersionUID = 1L;

    /** What is the matter with a file. */
    enum Trouble {
        /** It is not what its name and format promise. */
        DAMAGED,
        /** It was listed, and is not there any more. */
        VANISHED,
        /** It is there, but cannot be read. */
        UNREADABLE
    }

    private final Trouble trouble;
    private final String key;
    private final String location;
    private final String reason;
    private final IOException failure;

    private UnusableFileException(Trouble trouble, String key, String location, String reason, IOException failure) {
        super(location + ": " + reason, failure);
        this.trouble = trouble;
        this.key = key;
        this.location = location;
        this.reason = reason;
        this.failure = failure;
    }

    static UnusableFileException damaged(String key, FileFormatException damage) {
        return new UnusableFileException(
                Trouble.DAMAGED, key, damage.file(), withoutName(damage, damage.file()), damage);
    }

    static UnusableFileException vanished(String key, String location, NoSuchFileException failure) {
        return new UnusableFileException(
                Trouble.VANISHED,
                key,
                location,
                "disappeared after it was listed, perhaps because its retention ended",
                failure);
    }

    static UnusableFileException unreadable(String key, String location, IOException failure) {
        return new UnusableFileException(Trouble.UNREADABLE, key, location, withoutName(failure, location), failure);
    }

    private static String withoutName(IOException failure, String location) {
        String message = String.valueOf(failure.getMessage());
        String name = location + ": ";
        return message.startsWith(name) ? message.substring(name.length()) : message;
    }

    Trouble trouble() {
        return trouble;
    }

    String key() {
        return key;
    }

    BypassedFile file() {
        return new BypassedFile(location, reason);
    }

    /** What reading the file threw. */
    IOException failure() {
        return failure;
    }
}
