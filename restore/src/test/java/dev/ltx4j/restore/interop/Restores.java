package dev.ltx4j.restore.interop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ltx4j.fixtures.live.GoProgram;
import dev.ltx4j.replica.FolderStore;
import dev.ltx4j.replica.ReplicaStore;
import dev.ltx4j.restore.RestoreTarget;
import dev.ltx4j.restore.Restorer;
import dev.ltx4j.restore.UnrestorableException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Puts a question about a replica in a folder to one side. A restored database is left at {@code output}. */
final class Restores {
    private Restores() {}

    static Answer litestreams(GoProgram litestream, Path replica, RestoreTarget target, Path output)
            throws IOException {
        List<String> arguments = new ArrayList<>(List.of("restore", "-o", output.toString()));
        if (target instanceof RestoreTarget.AtTxid at) {
            arguments.addAll(List.of("-txid", at.txid().toString()));
        } else if (target instanceof RestoreTarget.Before before) {
            arguments.addAll(List.of("-timestamp", before.timestamp().toString()));
        } else if (target instanceof RestoreTarget.AtGeneration at) {
            arguments.addAll(List.of("-generation", at.generation()));
            at.index().ifPresent(index -> arguments.addAll(List.of("-index", "%08x".formatted(index))));
        }
        arguments.add("file://" + replica);
        GoProgram.Result result = litestream.run(arguments.toArray(String[]::new));
        assertThat(Files.exists(output)).as(result.output()).isEqualTo(result.succeeded());
        return result.succeeded() ? Answer.database(output) : new Answer.Refused(result.output());
    }

    static Answer ours(Path replica, RestoreTarget target, Path output) throws IOException {
        try (ReplicaStore store = FolderStore.open(replica)) {
            Restorer.builder(store).target(target).build().restore(output);
        } catch (UnrestorableException e) {
            assertThat(output).doesNotExist();
            return new Answer.Refused(e);
        }
        return Answer.database(output);
    }
}
