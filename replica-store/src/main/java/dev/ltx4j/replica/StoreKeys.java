package dev.ltx4j.replica;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Keys of a store as paths below a folder, and back. No key leads out of the folder. */
final class StoreKeys {
    private StoreKeys() {}

    /** @throws IllegalArgumentException if the key has an empty part, {@code .}, {@code ..}, or one that is no file name */
    static Path resolve(Path root, String key) {
        Path path = root;
        for (String part : key.split("/", -1)) {
            Path name = asName(root, part);
            if (name == null) {
                throw new IllegalArgumentException("not a key of a store: \"" + key + "\"");
            }
            path = path.resolve(name);
        }
        return path;
    }

    /** The name of an entry, or null where it cannot be a part of a key that leads back to the entry. */
    static @Nullable String nameOf(Path entry) {
        Path last = entry.getFileName();
        if (last == null) {
            return null;
        }
        String name = last.toString();
        return last.equals(asName(entry, name)) ? name : null;
    }

    /** The part as the path of one name, or null: on Windows, {@code a\b} and {@code c:} are not names either. */
    private static @Nullable Path asName(Path root, String part) {
        if (part.isEmpty() || part.equals(".") || part.equals("..")) {
            return null;
        }
        try {
            Path name = root.getFileSystem().getPath(part);
            boolean whole = name.getNameCount() == 1
                    && name.getRoot() == null
                    && name.toString().equals(part);
            return whole ? name : null;
        } catch (InvalidPathException e) {
            return null;
        }
    }
}
