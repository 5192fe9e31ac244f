package dev.ltx4j.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.ltx4j.sqlite.OutputRefusedException.Reason;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.junit.jupiter.api.Test;

class OutputRefusedExceptionTest {
    private static final Path TARGET = Path.of("app.db");

    @Test
    void failuresOfWritingAreTold() {
        assertExplained(new IOException("No space left on device"), Reason.NO_SPACE, "no space to write ");
        assertExplained(new IOException("Disk quota exceeded"), Reason.NO_SPACE, "no space to write ");
        assertExplained(new IOException("/x/app.db: Read-only file system"), Reason.NOT_WRITABLE, "cannot write ");
        assertExplained(new AccessDeniedException("/x/app.db"), Reason.NOT_WRITABLE, "cannot write ");

        IOException other = new IOException("Input/output error");
        assertThat(OutputRefusedException.explain(other, TARGET)).isSameAs(other);
        IOException refused = new OutputRefusedException(Reason.EXISTS, TARGET, "exists");
        assertThat(OutputRefusedException.explain(refused, TARGET)).isSameAs(refused);
    }

    @Test
    void whatCanOnlyBeAboutTheFileNamesIt() {
        IOException failure = new IOException("Input/output error");
        assertThat(OutputRefusedException.of(failure, TARGET))
                .isInstanceOfSatisfying(OutputRefusedException.class, e -> {
                    assertThat(e.reason()).isEqualTo(Reason.IO_ERROR);
                    assertThat(e)
                            .hasMessage("cannot write " + TARGET + ": Input/output error")
                            .hasCause(failure);
                });
        assertThat(OutputRefusedException.of(new IOException("No space left on device"), TARGET))
                .hasMessageStartingWith("no space to write ");
        for (IOException typed : List.of(
                new ClosedChannelException(),
                new InterruptedIOException("interrupted"),
                new MalformedFileException("x", 0, 0, "is damaged"))) {
            assertThat(OutputRefusedException.of(typed, TARGET)).isSameAs(typed);
        }
    }

    /** Also where its words, or a disk without space, would say something else. */
    @Test
    void anInterruptIsNoRefusal() {
        for (IOException interrupt : List.of(
                new InterruptedIOException("interrupted while reading /x/no space left/app.db"),
                new ClosedByInterruptException(),
                new ClosedChannelException())) {
            assertThat(OutputRefusedException.explain(interrupt, TARGET)).isSameAs(interrupt);
            assertThat(OutputRefusedException.explain(interrupt, Path.of("/proc/self/app.db")))
                    .isSameAs(interrupt);
        }
    }

    private static void assertExplained(IOException failure, Reason reason, String start) {
        assertThat(OutputRefusedException.explain(failure, TARGET))
                .isInstanceOfSatisfying(OutputRefusedException.class, e -> {
                    assertThat(e.reason()).isEqualTo(reason);
                    assertThat(e).hasMessageStartingWith(start + TARGET + ": ").hasCause(failure);
                });
    }

    @Test
    void aFullDiskIsSaidToBeFull() throws Exception {
        Path full = Path.of("/dev/full");
        assumeTrue(Files.isWritable(full));
        try (FileChannel channel = FileChannel.open(full, StandardOpenOption.WRITE)) {
            assertThatThrownBy(() -> channel.write(ByteBuffer.wrap(new byte[1])))
                    .isInstanceOfSatisfying(
                            IOException.class, e -> assertExplained(e, Reason.NO_SPACE, "no space to write "));
        }
    }
}
