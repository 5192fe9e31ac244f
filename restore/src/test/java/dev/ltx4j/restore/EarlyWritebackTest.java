package dev.ltx4j.restore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ltx4j.fixtures.disk.DiskImage;
import dev.ltx4j.fixtures.disk.Fault;
import dev.ltx4j.fixtures.disk.SimulatedDisk;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class EarlyWritebackTest {
    private static final String THREAD = "ltx4j-writeback";

    @Test
    void aDatabaseIsForcedWhileItIsWritten() throws IOException {
        SimulatedDisk disk = disk(Fault.NONE);
        try (FileChannel database = open(disk);
                EarlyWriteback writeback = new EarlyWriteback(database)) {
            for (int forces = 1; forces <= 3; forces++) {
                writeback.add(EarlyWriteback.STEP_BYTES - 1);
                writeback.add(1);
                int expected = forces;
                await(() -> forces(disk) == expected);
            }
        }
        assertThat(forces(disk)).isEqualTo(3);
        assertNoThread();
    }

    @Test
    void aSmallDatabaseIsNot() throws IOException {
        SimulatedDisk disk = disk(Fault.NONE);
        try (FileChannel database = open(disk);
                EarlyWriteback writeback = new EarlyWriteback(database)) {
            writeback.add(EarlyWriteback.STEP_BYTES - 1);
            assertNoThread();
        }
        assertThat(forces(disk)).isZero();
    }

    @Test
    void whatFailedOnceIsToldInTheEndThoughForcingWouldSucceedThen() throws IOException {
        SimulatedDisk disk = disk(new Fault(1, Fault.Kind.IO_ERROR, false));
        try (FileChannel database = open(disk)) {
            EarlyWriteback writeback = new EarlyWriteback(database);
            writeback.add(EarlyWriteback.STEP_BYTES);
            await(disk::faultWasMet);
            database.force(true);
            assertThatThrownBy(writeback::close).isInstanceOf(IOException.class).hasMessage("Input/output error");
        }
        assertNoThread();
    }

    private static SimulatedDisk disk(Fault fault) {
        return new SimulatedDisk(DiskImage.of(Map.of()), fault);
    }

    private static FileChannel open(SimulatedDisk disk) throws IOException {
        return FileChannel.open(disk.path("new.db"), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    }

    private static long forces(SimulatedDisk disk) {
        return disk.calls().stream().filter(call -> call.startsWith("force")).count();
    }

    private static void await(BooleanSupplier condition) {
        while (!condition.getAsBoolean()) {
            Thread.onSpinWait();
        }
    }

    private static void assertNoThread() {
        assertThat(Thread.getAllStackTraces().keySet())
                .noneMatch(thread -> thread.getName().equals(THREAD));
    }
}
