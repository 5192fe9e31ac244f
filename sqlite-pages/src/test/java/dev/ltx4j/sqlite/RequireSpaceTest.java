package dev.ltx4j.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whether there is room is said with both numbers. */
class RequireSpaceTest {
    @TempDir
    private Path folder;

    @Test
    void whatHasNoRoomIsRefusedWithBothNumbers() throws IOException {
        try (DatabasePublication publication = DatabasePublication.begin(folder.resolve("out.db"), withRoomFor(4095))) {
            publication.requireSpace(4095);
            assertThatThrownBy(() -> publication.requireSpace(4096))
                    .isInstanceOfSatisfying(
                            OutputRefusedException.class,
                            e -> assertThat(e.reason()).isEqualTo(OutputRefusedException.Reason.NO_SPACE))
                    .hasMessageContaining("it will have 4096 bytes")
                    .hasMessageContaining("has room for 4095");
        }
    }

    @Test
    void theRealFolderHasRoomForAPageAndNotForAllThereIs() throws IOException {
        try (DatabasePublication publication = DatabasePublication.begin(folder.resolve("out.db"))) {
            publication.requireSpace(512);
            if (new FolderOperations().usableBytes(folder) < Long.MAX_VALUE) {
                assertThatThrownBy(() -> publication.requireSpace(Long.MAX_VALUE))
                        .isInstanceOf(OutputRefusedException.class);
            }
        }
    }

    private static FolderOperations withRoomFor(long byteCount) {
        return new FolderOperations() {
            @Override
            long usableBytes(Path ignored) {
                return byteCount;
            }
        };
    }
}
