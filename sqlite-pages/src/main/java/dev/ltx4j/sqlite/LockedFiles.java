package dev.ltx4j.sqlite;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The databases that this JVM holds a lock on. Locks of POSIX systems belong to the process: a second descriptor of the
 * same file gets them, too, and drops those of the first when it is closed. So no such file is opened a second time.
 */
final class LockedFiles {
    private static final Set<Object> HELD = ConcurrentHashMap.newKeySet();

    private LockedFiles() {}

    /** What tells a file from all others, whatever its names. */
    static Object keyOf(Path file) throws IOException {
        Object key = Files.readAttributes(file, BasicFileAttributes.class).fileKey();
        return key == null ? file : key;
    }

    /** False if it is held already. */
    static boolean add(Object key) {
        return HELD.add(key);
    }

    static void remove(Object key) {
        HELD.remove(key);
    }
}
