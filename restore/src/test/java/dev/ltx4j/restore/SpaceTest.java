package dev.ltx4j.restore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ltx4j.fixtures.Fixture;
import dev.ltx4j.replica.FolderStore;
import dev.ltx4j.replica.ReplicaStore;
import dev.ltx4j.restore.DamagedStore.Damage;
import dev.ltx4j.sqlite.OutputRefusedException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A database that has no room is refused before a page of it is written. */
class SpaceTest {
    @TempDir
    private Path folder;

    private final List<Long> asked = new ArrayList<>();

    @ParameterizedTest
    @ValueSource(strings = {"v5-history", "v5-page65536", "v3-page4096"})
    void theSizeIsAskedForBeforeAnythingIsWritten(String name) throws IOException {
        try (ReplicaStore store = FolderStore.open(Fixture.open(name).replica())) {
            assertThatThrownBy(() -> make(store)).isInstanceOf(OutputRefusedException.class);
        }
        assertThat(asked).hasSize(1);
        if (name.startsWith("v5")) {
            assertThat(asked.get(0))
                    .isEqualTo(Fixture.open(name).answers().at("/latest/bytes").asLong());
        }
        assertThat(Files.size(folder.resolve("database"))).isZero();
    }

    @Test
    void aFileThatIsDamagedIsNotTakenAtItsWord() throws IOException {
        MemoryStore sound;
        try (ReplicaStore store = FolderStore.open(Fixture.open("v5-levels").replica())) {
            sound = DamagedStore.copy(store, "ltx/0/", "ltx/1/", "ltx/2/", "ltx/9/");
        }
        String newest = "ltx/1/00000000000000db-00000000000000e5.ltx";
        DamagedStore store = new DamagedStore(sound).damage(newest, Damage.FLIPPED, newest, new Random(1));
        // The damaged file asks first; its refusal does not count, and that of the file that takes its place does.
        assertThatThrownBy(() -> make(store)).isInstanceOf(OutputRefusedException.class);
        assertThat(asked).hasSize(2);
    }

    private void make(ReplicaStore store) throws IOException {
        SpaceCheck none = bytes -> {
            asked.add(bytes);
            throw new OutputRefusedException(
                    OutputRefusedException.Reason.NO_SPACE, folder, "no space for " + bytes + " bytes");
        };
        Planning planning = new Planning(store, RestoreTarget.LATEST, false, RestoreListener.NONE);
        try (FileChannel database = FileChannel.open(
                folder.resolve("database"),
                StandardOpenOption.CREATE,
                StandardOpenOption.READ,
                StandardOpenOption.WRITE)) {
            new StateMaker(store, database, none, false, RestoreListener.NONE).make(planning, planning.plan(), 1);
        }
    }
}
