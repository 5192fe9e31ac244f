package dev.ltx4j.replica;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.channels.ClosedChannelException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FolderFileReaderTest {
    @TempDir
    Path folder;

    @Test
    void everyRangeOfTheFileCanBeRead() throws IOException {
        byte[] content = content(300);
        try (StoreReader reader = open(content)) {
            for (int offset = 0; offset <= content.length + 1; offset++) {
                for (int count : new int[] {1, 7, 299, 300, 400}) {
                    byte[] array = new byte[count + 2];
                    int read = reader.read(offset, array, 1, count);
                    int expected = Math.min(count, content.length - offset);
                    if (expected <= 0) {
                        assertThat(read).isEqualTo(-1);
                    } else {
                        assertThat(read).isEqualTo(expected);
                        assertThat(Arrays.copyOfRange(array, 1, 1 + read))
                                .isEqualTo(Arrays.copyOfRange(content, offset, offset + read));
                    }
                    assertThat(array[0]).isZero();
                    assertThat(array[array.length - 1]).isZero();
                }
            }
        }
    }

    @Test
    void largeReadsComeInParts() throws IOException {
        byte[] content = content(3 << 20);
        byte[] array = new byte[content.length];
        try (StoreReader reader = open(content)) {
            assertThat(reader.size()).isEqualTo(content.length);
            int position = 0;
            while (position < array.length) {
                int read = reader.read(position, array, position, array.length - position);
                assertThat(read).isBetween(1, 1 << 20);
                position += read;
            }
        }
        assertThat(array).isEqualTo(content);
    }

    @Test
    void whatIsAppendedLaterIsNotPartOfTheOpenFile() throws IOException {
        try (StoreReader reader = open(new byte[] {1, 2})) {
            Files.write(folder.resolve("file"), new byte[] {3}, StandardOpenOption.APPEND);
            assertThat(reader.size()).isEqualTo(2);
            assertThat(reader.read(0, new byte[9], 0, 9)).isEqualTo(2);
            assertThat(reader.read(2, new byte[9], 0, 9)).isEqualTo(-1);
        }
    }

    @Test
    void aFileThatIsCutWhileOpenEndsEarly() throws IOException {
        try (StoreReader reader = open(new byte[] {1, 2, 3})) {
            Files.write(folder.resolve("file"), new byte[] {1});
            assertThat(reader.read(0, new byte[9], 0, 9)).isEqualTo(1);
            assertThat(reader.read(1, new byte[9], 0, 9)).isEqualTo(-1);
        }
    }

    @Test
    void impossibleReadsAreRefused() throws IOException {
        try (StoreReader reader = open(new byte[] {1, 2, 3})) {
            assertThatThrownBy(() -> reader.read(-1, new byte[1], 0, 1)).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> reader.read(0, new byte[1], 0, 0)).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> reader.read(0, new byte[1], 1, 1)).isInstanceOf(IndexOutOfBoundsException.class);
            assertThatThrownBy(() -> reader.read(0, new byte[1], 0, -1)).isInstanceOf(IndexOutOfBoundsException.class);
            assertThat(reader.read(Long.MAX_VALUE, new byte[1], 0, 1)).isEqualTo(-1);
        }
    }

    @Test
    void aClosedReaderReadsNoMore() throws IOException {
        StoreReader reader = open(new byte[] {1, 2, 3});
        reader.close();
        reader.close();
        assertThatThrownBy(() -> reader.read(0, new byte[1], 0, 1)).isInstanceOf(ClosedChannelException.class);
    }

    @Test
    void anInterruptedThreadStopsReading() throws IOException {
        try (StoreReader reader = open(new byte[] {1, 2, 3})) {
            Thread.currentThread().interrupt();
            assertThatThrownBy(() -> reader.read(0, new byte[1], 0, 1)).isInstanceOf(InterruptedIOException.class);
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }
    }

    private StoreReader open(byte[] content) throws IOException {
        Files.write(folder.resolve("file"), content);
        return FolderStore.open(folder).open("file");
    }

    private static byte[] content(int byteCount) {
        byte[] content = new byte[byteCount];
        new Random(1).nextBytes(content);
        return content;
    }
}
