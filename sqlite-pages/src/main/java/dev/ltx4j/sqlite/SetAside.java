package dev.ltx4j.sqlite;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.regex.Pattern;

/**
 * An old database and its sidecars while they make room for a new database: {@code .NAME.ltx4j-<16 hex digits>.old} and
 * the same with the sidecars' endings, so that SQLite can open what was set aside. They are put back if the new one cannot
 * take the place after all. If the run is killed in between, they stay until a run for the same target has brought a
 * database to the disk: a run that fails must not take away the last copy.
 */
final class SetAside {
    private static final String ENDING = ".old";

    private record Moved(Path from, Path to) {}

    private final FolderOperations folder;
    private final OutputTarget target;
    private final Path aside;
    private final Deque<Moved> moved = new ArrayDeque<>();

    SetAside(FolderOperations folder, OutputTarget target) {
        this.folder = folder;
        this.target = target;
        this.aside = TemporaryFile.newName(target, ENDING);
    }

    /** The database goes first: with a part of its sidecars it would be another one. */
    void moveAll() throws IOException {
        if (target.exists()) {
            move(target.file());
            folder.force(target.folder());
        }
        for (Path sidecar : target.sidecars()) {
            move(sidecar);
        }
        folder.force(target.folder());
    }

    private void move(Path from) throws IOException {
        String sidecarEnding =
                String.valueOf(from.getFileName()).substring(target.name().length());
        Path to = aside.resolveSibling(aside.getFileName() + sidecarEnding);
        try {
            folder.rename(from, to);
            moved.push(new Moved(from, to));
        } catch (NoSuchFileException e) {
            // Another run that publishes here was faster.
        }
    }

    /** Undoes the moves from the last to the first, so that the database is the last to be back. */
    void putBack(IOException reason) {
        try {
            while (!moved.isEmpty()) {
                folder.rename(moved.element().to(), moved.element().from());
                moved.pop();
            }
        } catch (IOException e) {
            reason.addSuppressed(e);
        }
    }

    /** Deletes what was moved; what cannot be deleted is left to the next run. */
    void delete() {
        moved.forEach(old -> deleteFile(folder, old.to()));
        moved.clear();
    }

    /** Deletes what killed runs have set aside for the target. */
    static void deleteLeftovers(FolderOperations folder, OutputTarget target) {
        Pattern names = TemporaryFile.names(target, ENDING, target.sidecarEndings());
        try (DirectoryStream<Path> found = Files.newDirectoryStream(
                target.folder(),
                path -> names.matcher(String.valueOf(path.getFileName())).matches())) {
            for (Path path : found) {
                deleteFile(folder, path);
            }
        } catch (IOException | DirectoryIteratorException e) {
            // The new database is in its place, that is what counts.
        }
    }

    private static void deleteFile(FolderOperations folder, Path path) {
        try {
            if (!Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
                folder.delete(path);
            }
        } catch (IOException e) {
            // The next run tries again.
        }
    }
}
