package dev.ltx4j.ltx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ltx4j.fixtures.ForgeCrc;
import dev.ltx4j.fixtures.LtxForge;
import dev.ltx4j.sqlite.FileFormatException;
import dev.ltx4j.sqlite.MalformedFileException;
import dev.ltx4j.sqlite.PageSize;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Calls in the wrong order, inputs that were read before, streams that fail: never a file or an answer that is wrong. */
class LtxMisuseTest {
    private static final int SIZE = 512;
    private static final LtxCompactor COMPACTOR = LtxCompactor.create();

    /** The file's checksum is made as if the frame that cannot be read were not there. */
    @Test
    void aReaderThatThrewNeverFindsTheFileSound() throws IOException {
        byte[] file = fileWhoseChecksumLeavesOutItsOnlyFrame();
        try (LtxReader reader = open(file)) {
            assertThatThrownBy(reader::nextPage).isInstanceOf(MalformedFileException.class);
            assertThatThrownBy(reader::finish)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("the file could not be read further before: file");
            assertThatThrownBy(reader::nextPage).isInstanceOf(IllegalStateException.class);
        }
        // Nor does the compactor, who would leave the page out.
        try (LtxReader reader = open(file)) {
            assertThatThrownBy(reader::nextPage).isInstanceOf(MalformedFileException.class);
            assertThatThrownBy(() -> COMPACTOR.compact(List.of(reader), new ByteArrayOutputStream(), "merged"))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void aReaderWhoseTailThrewDoesNotReadItAgain() throws IOException {
        try (LtxReader reader = open(forge(2, 1).fileChecksumError(1).build())) {
            assertThatThrownBy(reader::finish).isInstanceOf(FileFormatException.class);
            assertThatThrownBy(reader::finish).isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void thePageOfAReaderThatStandsAtNoneIsTheCallersMistake() throws IOException {
        try (LtxReader reader = open(forge(2, 1).build())) {
            assertThatThrownBy(reader::pageNumber).isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(reader::page).isInstanceOf(IllegalStateException.class);
            assertThat(reader.nextPage()).isTrue();
            assertThat(reader.pageNumber()).isOne();
            for (int i = 0; i < 3; i++) {
                assertThat(reader.nextPage()).isFalse();
                assertThatThrownBy(reader::page)
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessage("the reader stands at no page of file");
                assertThatThrownBy(reader::frameOffset).isInstanceOf(IllegalStateException.class);
                assertThatThrownBy(reader::frameLength).isInstanceOf(IllegalStateException.class);
            }
            assertThat(reader.finish().pageCount()).isOne();
            assertThat(reader.finish().pageCount()).isOne();
        }
    }

    @Test
    void aReaderThatCannotBeOpenedClosesItsStream() {
        AtomicBoolean closed = new AtomicBoolean();
        InputStream in = new FilterInputStream(new ByteArrayInputStream(new byte[100])) {
            @Override
            public void close() {
                closed.set(true);
            }
        };
        assertThatThrownBy(() -> LtxReader.open(in, "file")).isInstanceOf(MalformedFileException.class);
        assertThat(closed).isTrue();
    }

    @Test
    void anInputOfWhichAPageWasReadIsRefused() throws IOException {
        try (LtxReader first = open(forge(2, 1, 2, 3).build());
                LtxReader second = open(forge(3, 2).build())) {
            assertThat(second.nextPage()).isTrue();
            assertThatThrownBy(() -> COMPACTOR.compact(List.of(first, second), new ByteArrayOutputStream(), "merged"))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("of an input that is to be merged, pages were read before: file");
        }
    }

    @Test
    void anInputThatWasReadToItsEndIsRefused() throws IOException {
        try (LtxReader reader = open(forge(2, 1, 2, 3).build())) {
            reader.finish();
            assertThatThrownBy(() -> COMPACTOR.compact(List.of(reader), new ByteArrayOutputStream(), "merged"))
                    .isInstanceOf(IllegalArgumentException.class);
        }
        // Without pages there is nothing that could have been seen of it.
        try (LtxReader reader = open(new LtxForge(SIZE).txids(2, 2).commit(0).build())) {
            COMPACTOR.compact(List.of(reader), new ByteArrayOutputStream(), "merged");
            assertThatThrownBy(() -> COMPACTOR.compact(List.of(reader), new ByteArrayOutputStream(), "merged"))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void anInputGivenTwiceIsRefused() throws IOException {
        for (LtxCompactor compactor : List.of(COMPACTOR, COMPACTOR.allowingGaps())) {
            try (LtxReader reader = open(forge(2, 1).build());
                    LtxReader same = open(forge(2, 1).build())) {
                for (LtxReader second : List.of(reader, same)) {
                    assertThatThrownBy(() ->
                                    compactor.compact(List.of(reader, second), new ByteArrayOutputStream(), "merged"))
                            .isInstanceOf(MalformedFileException.class)
                            .hasMessageContaining("non-contiguous transaction ids");
                }
            }
        }
    }

    /** What it brings that is older was there before; what it claims begins where the first file begins. */
    @Test
    void aLaterFileMayStartEarlierAndEvenBeASnapshot() throws IOException {
        byte[] first = forge(5, 1, 4).build();
        byte[] earlier = new LtxForge(SIZE).txids(3, 8).commit(9).page(4, 7).build();
        LtxForge snapshot = new LtxForge(SIZE).txids(1, 8).commit(2).page(1, 1).page(2, 2);
        LtxFiles.Content merged = LtxFiles.read(LtxFiles.compact(COMPACTOR, List.of(first, earlier)));
        assertThat(merged.summary().header().range()).isEqualTo(TxidRange.of(5, 8));
        assertThat(merged.pages().keySet()).containsExactly(1L, 4L);
        assertThat(merged.pages().get(4L)).isEqualTo(LtxFiles.text(LtxForge.repeatedPage(SIZE, (byte) 7)));
        LtxFiles.Content whole = LtxFiles.read(LtxFiles.compact(COMPACTOR, List.of(first, snapshot.build())));
        assertThat(whole.summary().header().range()).isEqualTo(TxidRange.of(5, 8));
        assertThat(whole.pages()).isEqualTo(LtxFiles.read(snapshot.build()).pages());
    }

    @Test
    void anInterruptEndsTheReadingOfPagesThatTheMergedFileDoesNotHold() throws IOException {
        TreeMap<Long, byte[]> pages = new TreeMap<>();
        for (long n = 2; n < 5000; n++) {
            pages.put(n, new byte[SIZE]);
        }
        LtxHeader header = LtxHeader.builder(PageSize.of(SIZE), TxidRange.of(2, 2))
                .commit(5000)
                .withoutDatabaseChecksums()
                .build();
        byte[] large = LtxFiles.write(header, pages, 0, PageEncoding.LZ4_BLOCK);
        InputStream interrupting = new FilterInputStream(new ByteArrayInputStream(large)) {
            private int byteCount;

            @Override
            public int read(byte[] array, int arrayOffset, int wanted) throws IOException {
                int count = super.read(array, arrayOffset, wanted);
                byteCount += count;
                if (byteCount > large.length / 2) {
                    Thread.currentThread().interrupt();
                }
                return count;
            }
        };
        try (LtxReader first = LtxReader.open(interrupting, "large");
                LtxReader shrunk = open(new LtxForge(SIZE).txids(3, 3).commit(1).build())) {
            assertThatThrownBy(() -> COMPACTOR.compact(List.of(first, shrunk), new ByteArrayOutputStream(), "merged"))
                    .isInstanceOf(InterruptedIOException.class);
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }
    }

    @Test
    void anInterruptThatClosesAChannelIsToldAsOne(@TempDir Path folder) throws IOException {
        Path path = Files.write(folder.resolve("file"), forge(2, 1).build());
        InputStream interrupting = new FilterInputStream(Channels.newInputStream(FileChannel.open(path))) {
            private int reads;

            @Override
            public int read(byte[] array, int arrayOffset, int wanted) throws IOException {
                if (wanted > 0 && reads++ > 0) {
                    Thread.currentThread().interrupt();
                }
                return super.read(array, arrayOffset, wanted);
            }
        };
        try (LtxReader reader = LtxReader.open(interrupting, "file")) {
            assertThatThrownBy(() -> COMPACTOR.compact(List.of(reader), new ByteArrayOutputStream(), "merged"))
                    .isInstanceOf(InterruptedIOException.class)
                    .hasMessage("interrupted while merging files up to file")
                    .hasCauseInstanceOf(ClosedByInterruptException.class);
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }
    }

    @Test
    void aWriterWhoseStreamFailedIsOfNoMoreUse() throws IOException {
        AtomicBoolean fails = new AtomicBoolean(true);
        OutputStream full = new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw new AssertionError();
            }

            @Override
            public void write(byte[] array, int arrayOffset, int byteCount) throws IOException {
                if (fails.get()) {
                    throw new IOException("No space left on device");
                }
            }
        };
        LtxHeader header = LtxHeader.builder(PageSize.of(65536), TxidRange.of(2, 2))
                .commit(9)
                .withoutDatabaseChecksums()
                .build();
        try (LtxWriter writer = LtxWriter.open(full, "full", header)) {
            byte[] page = new byte[65536];
            assertThatThrownBy(() -> {
                        for (long n = 1; n <= 9; n++) {
                            writer.writePage(n, page);
                        }
                        writer.finish();
                    })
                    .hasMessage("No space left on device");
            fails.set(false);
            assertThatThrownBy(() -> writer.writePage(9, page)).isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(writer::finish).isInstanceOf(IllegalStateException.class);
        }
    }

    /** Of a long index a part is read again for each page; what stands there then is not believed either. */
    @Test
    void anIndexThatChangesBetweenTwoReadsIsRefused() throws IOException {
        TreeMap<Long, byte[]> pages = new TreeMap<>();
        for (long n = 1; n <= 40_000; n++) {
            pages.put(n, new byte[SIZE]);
        }
        LtxHeader header = LtxHeader.builder(PageSize.of(SIZE), TxidRange.of(1, 1))
                .commit(40_000)
                .withoutDatabaseChecksums()
                .build();
        byte[] file = LtxFiles.write(header, pages, 0, PageEncoding.LZ4_BLOCK);
        LtxIndexedReader reader = LtxIndexedReader.open(
                (fileOffset, array, arrayOffset, byteCount) -> {
                    int count = (int) Math.min(byteCount, file.length - fileOffset);
                    System.arraycopy(file, (int) fileOffset, array, arrayOffset, count);
                    return count;
                },
                file.length,
                "changing");
        long page = 25_009;
        assertThat(reader.page(page + 8)).isPresent();
        // Now the part that starts with this page says that the ninth frame reaches beyond the end of the file.
        int indexOffset = file.length - 24 - (int) ByteBuffer.wrap(file).getLong(file.length - 24);
        ByteBuffer index = ByteBuffer.wrap(file).position(indexOffset);
        for (long entry = 1; entry < page; entry++) {
            varint(index);
            varint(index);
            varint(index);
        }
        varint(index.mark());
        long frameOffset = varint(index);
        index.reset();
        long step = (file.length - 1000 - frameOffset) / 8;
        for (int entry = 0; entry < 9; entry++) {
            index.put(LtxForge.varint(page + entry))
                    .put(LtxForge.varint(frameOffset + entry * step))
                    .put(LtxForge.varint(step));
        }
        assertThatThrownBy(() -> reader.page(page + 8))
                .isInstanceOf(MalformedFileException.class)
                .hasMessageContaining("the file changed while it was read");
    }

    private static long varint(ByteBuffer bytes) {
        long value = 0;
        int shift = 0;
        byte next;
        do {
            next = bytes.get();
            value |= (next & 0x7FL) << shift;
            shift += 7;
        } while (next < 0);
        return value;
    }

    /** An LZ4 frame of many blocks, as long as one may be. */
    @Test
    void theLongestFrameThatIsGrantedIsReadByAllReaders() throws IOException {
        for (int pageBytes : new int[] {512, 4096, 8192, 16384, 32768, 65536}) {
            int most = LtxFormat.maxLz4FrameBytes(PageSize.of(pageBytes));
            for (int frameBytes = most - 16; frameBytes <= most; frameBytes++) {
                byte[] page = LtxForge.repeatedPage(pageBytes, (byte) 5);
                byte[] shorter = LongLz4Frame.make(page, frameBytes);
                byte[] longest = LongLz4Frame.make(page, most);
                LtxForge forge = new LtxForge(pageBytes).txids(2, 2).commit(40);
                for (int n = 1; n <= 4; n++) {
                    forge.frame(n, 0, 0, n % 2 == 0 ? longest : shorter, page);
                }
                byte[] file = forge.build();
                assertThat(LtxFiles.read(file).pages()).hasSize(4);
                LtxSummary parallel = new ParallelLtxReader(Runnable::run, 2)
                        .read(new ByteArrayInputStream(file), "long", batch -> {});
                assertThat(parallel.pageCount()).isEqualTo(4);
            }
        }
    }

    static byte[] fileWhoseChecksumLeavesOutItsOnlyFrame() {
        byte[] junk = {0x10, 1, 0, 0, 0};
        byte[] file = new LtxForge(SIZE)
                .txids(2, 2)
                .commit(3)
                .block(2, junk, new byte[0])
                .build();
        ByteBuffer bytes = ByteBuffer.wrap(file);
        ForgeCrc crc = new ForgeCrc();
        crc.update(java.util.Arrays.copyOf(file, 100));
        crc.update(java.util.Arrays.copyOfRange(file, 100 + 10 + junk.length, file.length - 8));
        bytes.putLong(file.length - 8, crc.checksum());
        return file;
    }

    private static LtxForge forge(long txid, long... pages) {
        LtxForge forge = new LtxForge(SIZE).txids(txid, txid).commit(9);
        for (long page : pages) {
            forge.page(page, (int) txid);
        }
        return forge;
    }

    private static LtxReader open(byte[] file) throws IOException {
        return LtxReader.open(new ByteArrayInputStream(file), "file");
    }
}
