package dev.ltx4j.tool;

import dev.ltx4j.sqlite.OutputRefusedException;
import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Where the databases of a fleet go: to where they were, or below one folder, each at the place that its whole path or key
 * gives it, so that equal names do not meet.
 */
final class FleetOutputs {
    private static final List<String> SIDECARS = List.of("-wal", "-shm", "-journal");

    private final @Nullable Path into;
    private final Set<Path> taken = new HashSet<>();

    /** @param into the folder, null for where they were */
    FleetOutputs(@Nullable Path into) {
        this.into = into;
    }

    /** Tells of all databases of a fleet, those of other shares too: none may take the place of what belongs to another. */
    void expect(Fleet fleet) {
        for (FleetDatabase database : fleet.databases()) {
            path(database).ifPresent(taken::add);
        }
    }

    /**
     * Where a database goes. Nothing is made.
     *
     * @throws OutputRefusedException if that would be outside of the folder, or is the sidecar of another database
     */
    Path of(FleetDatabase database) throws OutputRefusedException {
        Path path = path(database)
                .orElseThrow(() -> new OutputRefusedException(
                        OutputRefusedException.Reason.NOT_WRITABLE,
                        Path.of(String.valueOf(into)),
                        "\"" + database.identity() + "\" is no path below " + into
                                + "; restore it by itself, with '-o PATH'"));
        for (String sidecar : SIDECARS) {
            String text = path.toString();
            if (text.endsWith(sidecar)
                    && taken.contains(Path.of(text.substring(0, text.length() - sidecar.length())))) {
                throw new OutputRefusedException(
                        OutputRefusedException.Reason.STRAY_SIDECAR,
                        path,
                        path + " would be taken for the " + sidecar + " of another database; restore it by itself, with"
                                + " '-o PATH'");
            }
        }
        return path;
    }

    private Optional<Path> path(FleetDatabase database) {
        try {
            if (into == null) {
                return database.isPath() ? Optional.of(Path.of(database.identity())) : Optional.empty();
            }
            Path path = into;
            for (String part : database.parts()) {
                Path step = Path.of(part);
                if (part.isEmpty()
                        || part.equals(".")
                        || part.equals("..")
                        || step.getNameCount() != 1
                        || step.isAbsolute()) {
                    return Optional.empty();
                }
                path = path.resolve(step);
            }
            return Optional.of(path);
        } catch (InvalidPathException e) {
            return Optional.empty();
        }
    }

    /**
     * Makes the folders that a database needs. Below one folder for all, links are not followed: they could lead out.
     *
     * @return those that were made, the outer ones first
     */
    List<Path> makeFolders(Path target) throws IOException {
        List<Path> missing = new ArrayList<>();
        Path absolute = target.toAbsolutePath();
        Path root = into == null ? null : into.toAbsolutePath();
        for (Path folder = absolute.getParent(); folder != null; folder = folder.getParent()) {
            boolean isInside = root != null && !folder.equals(root) && folder.startsWith(root);
            if (isInside && Files.isSymbolicLink(folder)) {
                throw new OutputRefusedException(
                        OutputRefusedException.Reason.NOT_WRITABLE,
                        folder,
                        folder + " is a link; what goes below " + into + " is to stay there");
            }
            if (Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
                if (!isInside) {
                    break;
                }
            } else {
                missing.add(0, folder);
            }
        }
        List<Path> made = new ArrayList<>();
        try {
            for (Path folder : missing) {
                Files.createDirectory(folder);
                made.add(folder);
            }
        } catch (IOException e) {
            remove(made);
            throw OutputRefusedException.of(e, target);
        }
        return made;
    }

    /** Removes folders again, as far as nothing is in them. */
    static void remove(List<Path> made) throws IOException {
        for (int i = made.size() - 1; i >= 0; i--) {
            try {
                Files.deleteIfExists(made.get(i));
            } catch (DirectoryNotEmptyException e) {
                return;
            }
        }
    }
}
