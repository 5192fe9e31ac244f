package dev.ltx4j.sqlite;

import dev.ltx4j.sqlite.OutputRefusedException.Reason;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.AccessMode;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The place where a file is to appear, and what lies there. Links are looked at, never through. */
final class OutputTarget {
    private static final List<String> DATABASE_SIDECARS = List.of("-wal", "-shm", "-journal");

    private final Path file;
    private final List<String> sidecarEndings;

    private OutputTarget(Path target, List<String> sidecarEndings) throws IOException {
        this.sidecarEndings = sidecarEndings;
        Path absolute = target.toAbsolutePath();
        Path folder = absolute.getParent();
        Path name = absolute.getFileName();
        if (folder == null
                || name == null
                || name.toString().equals("..")
                || name.toString().equals(".")) {
            throw new OutputRefusedException(Reason.NOT_A_FILE, target, target + " is a folder, not a file to write");
        }
        requireFolder(folder, target);
        try {
            // The folder itself may be behind links; what is done in it from now on is done in the same one.
            file = folder.toRealPath().resolve(name);
        } catch (IOException e) {
            throw OutputRefusedException.of(e, target);
        }
    }

    private static void requireFolder(Path folder, Path target) throws IOException {
        String trouble = null;
        try {
            if (!Files.readAttributes(folder, BasicFileAttributes.class).isDirectory()) {
                trouble = folder + " is not a folder";
            }
        } catch (NoSuchFileException e) {
            trouble = "the folder " + folder + " does not exist; create it first";
        } catch (IOException e) {
            throw OutputRefusedException.of(e, target);
        }
        if (trouble != null) {
            throw new OutputRefusedException(Reason.NO_FOLDER, target, trouble);
        }
    }

    /** Refuses a folder in which nothing can be created. */
    void requireWritableFolder() throws IOException {
        try {
            folder().getFileSystem().provider().checkAccess(folder(), AccessMode.WRITE);
        } catch (AccessDeniedException e) {
            throw new OutputRefusedException(Reason.NOT_WRITABLE, file, "the folder " + folder() + " is not writable");
        } catch (IOException e) {
            throw OutputRefusedException.of(e, file);
        }
    }

    /**
     * The place of a database, with its companions.
     *
     * @throws OutputRefusedException if the folder does not exist, or the path names no file
     */
    static OutputTarget ofDatabase(Path target) throws IOException {
        return new OutputTarget(target, DATABASE_SIDECARS);
    }

    /** The place of a file that has no companions; see {@link #ofDatabase} for what is thrown. */
    static OutputTarget ofFile(Path target) throws IOException {
        return new OutputTarget(target, List.of());
    }

    Path file() {
        return file;
    }

    Path folder() {
        Path folder = file.getParent();
        if (folder == null) {
            throw new IllegalStateException("no folder: " + file);
        }
        return folder;
    }

    String name() {
        return String.valueOf(file.getFileName());
    }

    /** What SQLite appends to the name of a database for its companions; none for a file that is no database. */
    List<String> sidecarEndings() {
        return sidecarEndings;
    }

    /** Refuses what must not, or not without being asked, be replaced. */
    void check(boolean replaceExisting) throws IOException {
        BasicFileAttributes found = look(file);
        if (found != null && !found.isSymbolicLink() && !found.isRegularFile()) {
            String kind = found.isDirectory() ? " is a folder" : " is not a regular file";
            throw new OutputRefusedException(Reason.NOT_A_FILE, file, file + kind + "; it is never replaced");
        }
        if (found != null && found.isSymbolicLink() && Files.exists(file) && !Files.isRegularFile(file)) {
            // Such as /dev/stdout: whoever is root would take it away from all programs.
            String kind = Files.isDirectory(file) ? "a folder" : "something that is not a regular file";
            throw new OutputRefusedException(
                    Reason.NOT_A_FILE, file, file + " is a symbolic link to " + kind + "; it is never replaced");
        }
        if (found != null && !replaceExisting) {
            if (found.isSymbolicLink()) {
                throw new OutputRefusedException(
                        Reason.EXISTS, file, file + " is a symbolic link; use -force to replace the link");
            }
            if (found.size() > 0) {
                throw new OutputRefusedException(Reason.EXISTS, file, file + " exists; use -force to replace it");
            }
        }
        for (Path sidecar : sidecars()) {
            if (!replaceExisting) {
                throw new OutputRefusedException(
                        Reason.STRAY_SIDECAR,
                        sidecar,
                        sidecar + " exists, and SQLite would apply it to the new database;"
                                + " move it away, or use -force to delete it");
            }
            if (Files.isDirectory(sidecar, LinkOption.NOFOLLOW_LINKS)) {
                throw new OutputRefusedException(Reason.STRAY_SIDECAR, sidecar, sidecar + " is a folder; move it away");
            }
        }
    }

    /**
     * Refuses a target that is one of the files that are read, or that has one of them for a companion: replacing it would
     * lose it, or read what has just been written.
     */
    void refuseInputs(List<Path> inputs) throws IOException {
        List<Path> touched = new ArrayList<>(List.of(file));
        touched.addAll(sidecars());
        for (Path path : touched) {
            for (Path input : inputs) {
                if (Files.exists(path) && Files.exists(input) && Files.isSameFile(path, input)) {
                    throw new OutputRefusedException(
                            Reason.EXISTS, path, path + " is read for the output; write that to another place");
                }
            }
        }
    }

    /** Whether anything lies at the target, be it a link to nowhere. */
    boolean exists() throws IOException {
        return look(file) != null;
    }

    /** SQLite's companions of the target that exist; none if it is no database. */
    List<Path> sidecars() throws IOException {
        List<Path> found = new ArrayList<>();
        for (String ending : sidecarEndings) {
            Path sidecar = file.resolveSibling(name() + ending);
            if (look(sidecar) != null) {
                found.add(sidecar);
            }
        }
        return found;
    }

    private static @Nullable BasicFileAttributes look(Path path) throws IOException {
        try {
            return Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        } catch (NoSuchFileException e) {
            return null;
        } catch (IOException e) {
            // A folder that must not be entered, a name that is too long: nothing can be written there either.
            throw OutputRefusedException.of(e, path);
        }
    }
}
