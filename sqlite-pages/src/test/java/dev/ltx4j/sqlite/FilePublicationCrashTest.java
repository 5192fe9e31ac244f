package dev.ltx4j.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ltx4j.fixtures.disk.DiskImage;
import dev.ltx4j.fixtures.disk.Fault;
import dev.ltx4j.fixtures.disk.Loss;
import dev.ltx4j.fixtures.disk.ProcessDied;
import dev.ltx4j.fixtures.disk.SimulatedDisk;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A file such as a receipt, on a disk that fails, dies or forgets at every call in turn. */
class FilePublicationCrashTest {
    private static final String NAME = "receipt.json";
    private static final byte[] OLD = "an old receipt".getBytes(StandardCharsets.UTF_8);
    private static final byte[] NEW = "what a restore was made of, in some words".getBytes(StandardCharsets.UTF_8);

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whateverTheDiskDoesTheFileIsOldOrComplete(boolean exists) throws Exception {
        Map<String, byte[]> before = exists ? Map.of(NAME, OLD) : Map.of();
        SimulatedDisk sound = new SimulatedDisk(DiskImage.of(before), Fault.NONE);
        publish(sound);
        Random random = new Random(1);
        for (int count = 0; count <= sound.changeCount(); count++) {
            for (Loss loss : List.of(Loss.NOTHING, Loss.EVERYTHING, Loss.ANYTHING, Loss.ANYTHING, Loss.ANYTHING)) {
                assertOldOrComplete(sound.after(count, loss, random), exists, loss + " after " + count);
            }
        }
        for (int call = 0; call < sound.calls().size(); call++) {
            for (Fault.Kind kind : Fault.Kind.values()) {
                Fault fault = new Fault(call, kind, false);
                fail(
                        new SimulatedDisk(DiskImage.of(before), fault),
                        exists,
                        sound.calls().get(call) + " " + fault);
            }
        }
    }

    private static void fail(SimulatedDisk disk, boolean exists, String what) {
        try {
            publish(disk);
            assertThat(disk.image().file(NAME).orElseThrow().bytes()).as(what).isEqualTo(NEW);
        } catch (ProcessDied e) {
            // Nothing is cleaned up.
        } catch (IOException e) {
            assertThat(e).as(what).isInstanceOf(OutputRefusedException.class);
            assertThat(e.getMessage()).as(what).contains(disk.path(NAME).toString());
            if (!what.startsWith("delete")) {
                assertThat(disk.image().names()).as(what).isSubsetOf(NAME);
            }
        }
        assertOldOrComplete(disk.image(), exists, what);
    }

    private static void publish(SimulatedDisk disk) throws IOException {
        try (FilePublication publication = FilePublication.begin(disk.path(NAME))) {
            publication.channel().write(ByteBuffer.wrap(NEW));
            publication.publish(true);
        } catch (IOException e) {
            throw OutputRefusedException.of(e, disk.path(NAME));
        }
    }

    private static void assertOldOrComplete(DiskImage found, boolean exists, String what) {
        if (found.file(NAME).isEmpty()) {
            assertThat(exists).as(what).isFalse();
        } else {
            assertThat(found.file(NAME).orElseThrow().bytes()).as(what).isIn(NEW, OLD);
        }
    }
}
