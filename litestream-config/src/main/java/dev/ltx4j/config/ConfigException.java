package dev.ltx4j.config;

import dev.ltx4j.replica.Experimental;
import java.io.IOException;
import java.nio.file.Path;

/** A configuration file that cannot be read, or says what Litestream would refuse too. Its message holds no secrets. */
@Experimental
public final class ConfigException extends IOException {
    /** In place of a line, where there is none to name. */
    public static final int NO_LINE = 0;

    private static final long serialVersionUID = 1;

    /** What {@link #file} gives. */
    private final String file;

    /** What {@link #line} gives. */
    private final int line;

    /** What {@link #key} gives. */
    private final String key;

    ConfigException(Path file, int line, String key, String detail) {
        super(file + (line == NO_LINE ? "" : ", line " + line) + (key.isEmpty() ? "" : ", " + key) + ": " + detail);
        this.file = file.toString();
        this.line = line;
        this.key = key;
    }

    /** {@return the file} */
    public String file() {
        return file;
    }

    /** {@return the line, from 1, or {@link #NO_LINE}} */
    public int line() {
        return line;
    }

    /** {@return the key concerned, such as {@code dbs[0].replica.url}; empty if it is not about one} */
    public String key() {
        return key;
    }
}
