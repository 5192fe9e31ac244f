package dev.ltx4j.config;

import dev.ltx4j.replica.Experimental;
import dev.ltx4j.replica.ReplicaStore;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/**
 * A folder of databases: an entry with {@code dir}. The replica of each is below the folder's replica, at the place that
 * the database has below the folder.
 *
 * @param folder where they are, absolute; it need not exist
 * @param pattern what the databases' names match, as in Go's {@code filepath.Match}
 * @param recursive whether folders below count too
 * @param replicas where the replicas of the folder are
 */
@Experimental
public record DatabaseFolder(Path folder, String pattern, boolean recursive, List<ReplicaConfig> replicas)
        implements ConfigEntry {
    /**
     * Copies the list.
     *
     * @param folder where they are, absolute; it need not exist
     * @param pattern what the databases' names match, as in Go's {@code filepath.Match}
     * @param recursive whether folders below count too
     * @param replicas where the replicas of the folder are
     */
    public DatabaseFolder {
        replicas = List.copyOf(replicas);
    }

    /**
     * The SQLite databases that are in the folder now. Links to folders are not followed.
     *
     * @return them in the order of their paths; none if the folder does not exist
     * @throws IOException if the folder cannot be read
     */
    public List<ConfiguredDatabase> localDatabases() throws IOException {
        Pattern names = GoGlob.compile(pattern);
        List<String> found = new ArrayList<>();
        try {
            Files.walkFileTree(folder.toRealPath(), new SimpleFileVisitor<>() {
                private int depth;

                @Override
                public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
                    if (depth > 0 && !recursive) {
                        return FileVisitResult.SKIP_SUBTREE;
                    }
                    depth++;
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                    String name = String.valueOf(file.getFileName());
                    if (names.matcher(name).matches() && SqliteFile.isDatabase(file)) {
                        found.add(slashes(folder.toRealPath().relativize(file)));
                    }
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (NoSuchFileException e) {
            // Gone, or never there: so it holds nothing.
        }
        Collections.sort(found);
        return found.stream().map(this::database).toList();
    }

    /**
     * The databases whose replicas are below one of this folder's replicas.
     *
     * @param store that replica
     * @return them in the order of their paths
     * @throws IOException if the store cannot be read
     */
    public List<ConfiguredDatabase> replicatedDatabases(ReplicaStore store) throws IOException {
        Pattern names = GoGlob.compile(pattern);
        return ReplicaTree.replicasBelow(store, recursive).stream()
                .filter(path ->
                        names.matcher(path.substring(path.lastIndexOf('/') + 1)).matches())
                .map(this::database)
                .toList();
    }

    /**
     * A database of this folder.
     *
     * @param path the database file, absolute
     * @return it, or empty if it is none of this folder's by its path and name; whether it exists is not asked
     */
    public Optional<ConfiguredDatabase> find(Path path) {
        if (!path.startsWith(folder) || path.equals(folder)) {
            return Optional.empty();
        }
        Path relative = folder.relativize(path);
        boolean isInReach = recursive || relative.getNameCount() == 1;
        boolean matches = GoGlob.compile(pattern)
                .matcher(String.valueOf(path.getFileName()))
                .matches();
        return isInReach && matches ? Optional.of(database(slashes(relative))) : Optional.empty();
    }

    private ConfiguredDatabase database(String relativePath) {
        return new ConfiguredDatabase(
                folder.resolve(relativePath),
                replicas.stream().map(replica -> replica.below(relativePath)).toList());
    }

    private static String slashes(Path relative) {
        return StreamSupport.stream(relative.spliterator(), false)
                .map(Path::toString)
                .collect(Collectors.joining("/"));
    }
}
