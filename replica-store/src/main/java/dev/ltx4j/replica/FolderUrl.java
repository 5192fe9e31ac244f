package dev.ltx4j.replica;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Locale;

/**
 * A replica in a folder of the file system.
 *
 * @param path the folder
 */
@Experimental
public record FolderUrl(Path path) implements ReplicaUrl {
    private static final String LOCAL_HOST = "//localhost/";

    /**
     * @param rest what follows {@code file:}
     * @param whole the whole text, for messages
     */
    static FolderUrl parse(String rest, String whole) {
        String path = rest;
        if (path.toLowerCase(Locale.ROOT).startsWith(LOCAL_HOST)) {
            path = path.substring(LOCAL_HOST.length() - 1);
        } else if (path.startsWith("///")) {
            path = path.substring("//".length());
        } else if (path.startsWith("//")) {
            // Litestream reads file://a/b as /a/b, most people mean a/b, and by the book it is /b on the machine a.
            String name = path.substring("//".length());
            throw new IllegalArgumentException("unclear path in " + whole + "; write file:///" + name
                    + " for the folder /" + name + ", or file:" + name + " for the folder " + name
                    + " below the current one");
        }
        if (path.isEmpty()) {
            throw new IllegalArgumentException("no folder in " + whole + "; write file:///PATH");
        }
        int option = indexOfOption(path);
        if (option >= 0) {
            throw new IllegalArgumentException("a file: URL has no options, so \"" + path.charAt(option)
                    + "\" does not belong into " + whole
                    + "; if it is part of a folder's name, give the path without file:");
        }
        try {
            return new FolderUrl(Path.of(PercentEncoding.decode(path, whole)));
        } catch (InvalidPathException e) {
            throw new IllegalArgumentException("not a path: " + e.getReason() + ": " + whole, e);
        }
    }

    private static int indexOfOption(String path) {
        for (int i = 0; i < path.length(); i++) {
            if (path.charAt(i) == '?' || path.charAt(i) == '#') {
                return i;
            }
        }
        return -1;
    }

    @Override
    public String toString() {
        return path.toString();
    }
}
