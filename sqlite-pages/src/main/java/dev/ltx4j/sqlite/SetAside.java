package dev.ltx4j.sqlite;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * An old database and its sidecars while they make room for a new database. They get the names of temporary files, so
 * that they can be put back if the new one cannot take the place after all, and are swept away by the next run if this
 * one is killed.
 */
final class SetAside {
    private record Moved(Path from, Path to) {}

    private final FolderOperations folder;
    private final OutputTarget target;
    private final Deque<Moved> moved = new ArrayDeque<>();

    SetAside(FolderOperations folder, OutputTarget target) {
        this.folder = folder;
        this.target = target;
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
        Path to = TemporaryFile.newName(target);
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
        for (Moved old : moved) {
            try {
                folder.delete(old.to());
            } catch (IOException e) {
                // The new database is in its place, that is what counts.
            }
        }
        moved.clear();
    }
}
