package dev.ltx4j.tool;

import dev.ltx4j.config.ConfiguredDatabase;
import dev.ltx4j.config.FileReplica;
import dev.ltx4j.config.ReplicaConfig;
import dev.ltx4j.config.S3Replica;
import dev.ltx4j.replica.FolderStore;
import dev.ltx4j.replica.FolderUrl;
import dev.ltx4j.replica.LayeredStore;
import dev.ltx4j.replica.ReplicaStore;
import dev.ltx4j.replica.ReplicaUrl;
import dev.ltx4j.replica.S3Url;
import dev.ltx4j.restore.FoldersView;
import dev.ltx4j.sqlite.OutputRefusedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** From what people type for a replica to the store that it is in. */
final class Sources {
    /** What both layouts keep their files in. */
    private static final Pattern REPLICA_FOLDER = Pattern.compile("ltx|generations|000[0-9]");

    private Sources() {}

    /**
     * Opens a replica.
     *
     * @param command the command that is run, for usage errors
     * @param text a folder or URL
     */
    static ReplicaStore open(CommandSpec command, String text) throws IOException {
        ReplicaUrl url = parse(command, text);
        if (url instanceof FolderUrl folder) {
            return FolderStore.open(folderOf(folder.path()));
        }
        return S3Sources.open(command, (S3Url) url);
    }

    /** A source as it may be shown: as it was typed, but for what can be a secret. */
    static String shown(String text) {
        try {
            ReplicaUrl url = ReplicaUrl.parse(text);
            return url instanceof S3Url ? url.toString() : text;
        } catch (IllegalArgumentException e) {
            return text.replaceFirst("\\?.*", "?***");
        }
    }

    /** Opens a replica of a configuration. */
    static ReplicaStore open(CommandSpec command, ReplicaConfig replica) throws IOException {
        if (replica instanceof FileReplica folder) {
            return FolderStore.open(folder.path());
        }
        if (replica instanceof S3Replica s3) {
            return S3Sources.open(command, s3);
        }
        throw new ParameterException(
                command.commandLine(),
                "replicas of type " + replica.type() + " cannot be read directly; copy the replica into a folder and"
                        + " give that");
    }

    /**
     * Opens the replicas of a database of a configuration as one: first what a running Litestream keeps beside it, then
     * those that the configuration names, in its order.
     */
    static ReplicaStore open(CommandSpec command, ConfiguredDatabase database) throws IOException {
        if (database.replicas().isEmpty()) {
            throw new ParameterException(
                    command.commandLine(), "the configuration names no replica of " + database.path());
        }
        List<Opener> openers = new ArrayList<>();
        Path localState = folderOf(database.path());
        if (!localState.equals(database.path())) {
            openers.add(() -> FolderStore.open(localState));
        }
        for (ReplicaConfig replica : database.replicas()) {
            openers.add(() -> open(command, replica));
        }
        return openLayers(openers);
    }

    /** The folder itself, or for a database the folder beside it in which a running Litestream keeps its newest files. */
    private static Path folderOf(Path path) {
        Path name = path.getFileName();
        if (name == null || Files.isDirectory(path)) {
            return path;
        }
        Path localState = path.resolveSibling("." + name + "-litestream");
        return Files.isDirectory(localState) ? localState : path;
    }

    /** Opens several places of one replica as one: what the first has is read from there. */
    static ReplicaStore open(CommandSpec command, List<String> texts) throws IOException {
        List<Opener> openers = new ArrayList<>();
        for (String text : texts) {
            openers.add(() -> open(command, text));
        }
        return openLayers(openers);
    }

    /** Opens one of several places. */
    private interface Opener {
        ReplicaStore open() throws IOException;
    }

    private static ReplicaStore openLayers(List<Opener> openers) throws IOException {
        if (openers.size() == 1) {
            return openers.get(0).open();
        }
        List<ReplicaStore> layers = new ArrayList<>();
        try {
            for (Opener opener : openers) {
                layers.add(FoldersView.of(opener.open()));
            }
            return new LayeredStore(layers);
        } catch (IOException | RuntimeException e) {
            for (ReplicaStore layer : layers) {
                layer.close();
            }
            throw e;
        }
    }

    /**
     * Refuses an output among a replica's own files: a database there would be taken for a backup, or replace one.
     *
     * @throws OutputRefusedException if it is there
     */
    static void refuseInside(ReplicaStore store, Path output) throws IOException {
        Path parent = output.toAbsolutePath().getParent();
        if (store instanceof LayeredStore layered) {
            for (ReplicaStore layer : layered.layers()) {
                refuseInside(layer, output);
            }
            return;
        }
        if (store instanceof FoldersView view) {
            refuseInside(view.store(), output);
            return;
        }
        if (!(store instanceof FolderStore folder) || parent == null || !Files.isDirectory(parent)) {
            return;
        }
        Path root = folder.root().toRealPath();
        Path real = parent.toRealPath();
        if (real.startsWith(root)
                && REPLICA_FOLDER
                        .matcher(root.relativize(real).getName(0).toString())
                        .matches()) {
            throw new OutputRefusedException(
                    OutputRefusedException.Reason.NOT_WRITABLE,
                    output,
                    output + " is among the files of the replica; choose a place outside of " + folder.root());
        }
    }

    /** The word for the kind of place that a replica is in, as Litestream names it. */
    static String kind(CommandSpec command, String text) {
        return parse(command, text) instanceof S3Url ? "s3" : "file";
    }

    /**
     * Whether arguments stand for one replica, and not for files: a URL, or a folder.
     *
     * @throws ParameterException if there is a replica among several arguments
     */
    static boolean isReplica(CommandSpec command, List<String> arguments) {
        boolean replica = arguments.stream().anyMatch(text -> isReplica(command, text));
        if (replica && arguments.size() > 1) {
            throw new ParameterException(command.commandLine(), "give one replica, or files, but not both");
        }
        return replica;
    }

    private static boolean isReplica(CommandSpec command, String text) {
        ReplicaUrl url = parse(command, text);
        return !(url instanceof FolderUrl folder) || Files.isDirectory(folder.path());
    }

    static ReplicaUrl parse(CommandSpec command, String text) {
        try {
            return ReplicaUrl.parse(text);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(command.commandLine(), String.valueOf(e.getMessage()), e);
        }
    }
}
