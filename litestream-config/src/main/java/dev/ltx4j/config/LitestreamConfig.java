package dev.ltx4j.config;

import dev.ltx4j.replica.Experimental;
import dev.ltx4j.replica.ReplicaStore;
import dev.ltx4j.replica.StoreUnavailableException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A configuration file of Litestream. Immutable.
 *
 * @param file where it was read from
 * @param entries what it names, in the order of the file
 */
@Experimental
public record LitestreamConfig(Path file, List<ConfigEntry> entries) {
    /** Longer files are refused. */
    public static final int MAX_BYTES = 1 << 20;

    /**
     * Copies the list.
     *
     * @param file where it was read from
     * @param entries what it names, in the order of the file
     */
    public LitestreamConfig {
        entries = List.copyOf(entries);
    }

    /**
     * Reads a file. Keys that mean nothing here are left aside.
     *
     * @param file the file
     * @param environment what it can refer to
     * @return what it says
     * @throws ConfigException if it does not exist, is too long, is not YAML, or says what Litestream would refuse too
     * @throws IOException if it cannot be read
     */
    public static LitestreamConfig read(Path file, ConfigEnvironment environment) throws IOException {
        String text = text(file);
        if (environment.expandsVariables()) {
            try {
                text = EnvironmentExpansion.expand(text, environment.variables(), environment.processId(), MAX_BYTES);
            } catch (IllegalArgumentException e) {
                throw error(file, "is too long: " + e.getMessage());
            }
        }
        return new LitestreamConfig(file, new ConfigReader(environment, YamlDocument.parse(file, text)).entries());
    }

    /**
     * Looks a database up.
     *
     * @param database its path, absolute
     * @return it, or empty if the file does not name it; one of a folder of databases need not exist
     */
    public Optional<ConfiguredDatabase> find(Path database) {
        for (ConfigEntry entry : entries) {
            if (entry instanceof ConfiguredDatabase one && one.path().equals(database)) {
                return Optional.of(one);
            }
        }
        return entries.stream()
                .filter(DatabaseFolder.class::isInstance)
                .map(DatabaseFolder.class::cast)
                .flatMap(folder -> folder.find(database).stream())
                .findFirst();
    }

    /** Opens the replicas of a folder of databases. */
    @FunctionalInterface
    public interface FolderOpener {
        /**
         * {@return them as one store, which is closed after use}
         *
         * @param folder the folder
         * @throws StoreUnavailableException if they cannot be read, so that the folder stands for what is in it
         * @throws IOException if the work is to end
         */
        ReplicaStore open(DatabaseFolder folder) throws IOException;
    }

    /**
     * All databases: those named, and those of the folders. Those of a folder are the ones that are in it; if there are
     * none, as on a new machine, the ones whose replicas are below the folder's. A folder whose replicas cannot be read
     * stands for itself. A database that is named twice is there once, as its own entry says.
     *
     * @param opener opens the replicas of folders
     * @return the databases in the order of the file
     * @throws IOException if a folder cannot be read
     */
    public List<ConfiguredDatabase> databases(FolderOpener opener) throws IOException {
        Map<Path, ConfiguredDatabase> databases = new LinkedHashMap<>();
        for (ConfigEntry entry : entries) {
            List<ConfiguredDatabase> found =
                    entry instanceof ConfiguredDatabase one ? List.of(one) : databases((DatabaseFolder) entry, opener);
            for (ConfiguredDatabase database : found) {
                databases.putIfAbsent(database.path(), find(database.path()).orElse(database));
            }
        }
        return List.copyOf(databases.values());
    }

    private static List<ConfiguredDatabase> databases(DatabaseFolder folder, FolderOpener opener) throws IOException {
        List<ConfiguredDatabase> local = folder.localDatabases();
        if (!local.isEmpty()) {
            return local;
        }
        try (ReplicaStore store = opener.open(folder)) {
            return folder.replicatedDatabases(store);
        } catch (StoreUnavailableException e) {
            return List.of(new ConfiguredDatabase(folder.folder(), folder.replicas()));
        }
    }

    private static String text(Path file) throws IOException {
        byte[] bytes;
        try (InputStream in = Files.newInputStream(file)) {
            bytes = in.readNBytes(MAX_BYTES + 1);
        } catch (NoSuchFileException e) {
            throw error(file, "there is no such configuration file");
        }
        if (bytes.length > MAX_BYTES) {
            throw error(file, "is longer than " + MAX_BYTES + " bytes");
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw error(file, "is not text in UTF-8");
        }
    }

    private static ConfigException error(Path file, String detail) {
        return new ConfigException(file, ConfigException.NO_LINE, "", detail);
    }
}
