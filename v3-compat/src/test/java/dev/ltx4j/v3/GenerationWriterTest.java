package dev.ltx4j.v3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.ltx4j.fixtures.Fixture;
import dev.ltx4j.sqlite.ChecksumMismatchException;
import dev.ltx4j.sqlite.MalformedFileException;
import dev.ltx4j.sqlite.PageSize;
import dev.ltx4j.sqlite.UnsupportedFileException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GenerationWriterTest {
    private static final String GENERATION = "c1eacef18534ce1c";
    private static final String FOLDER = "generations/" + GENERATION + "/";
    private static final String SNAPSHOT = FOLDER + "snapshots/00000000.snapshot.lz4";
    private static final String FIRST = FOLDER + "wal/00000000_00000000.wal.lz4";
    private static final String SECOND = FOLDER + "wal/00000000_00002910.wal.lz4";
    private static final int PAGE = 1024;
    private static final int FRAME = 24 + PAGE;

    private MemoryStore store;

    @BeforeEach
    void load() throws IOException {
        store = MemoryStore.copyOf(Fixture.open("v3-generations").replica());
    }

    private byte[] restore(long index) throws IOException {
        return Restored.bytes(
                store, GenerationPlanner.plan(GenerationListing.read(store), GenerationTarget.of(GENERATION, index)));
    }

    private <T extends IOException> T failure(Class<T> type) {
        return catchThrowableOfType(type, () -> restore(0));
    }

    private String answer(long index) {
        return Fixture.open("v3-generations")
                .answers()
                .get("generation_index")
                .get(GENERATION + "/" + LayoutNames.index(index))
                .get("sha256")
                .asText();
    }

    @Test
    void segmentsMayBeCutAnywhere() throws IOException {
        byte[] wal = wal(0);
        for (int cut : new int[] {1, 31, 32, 33, 32 + 23, 32 + FRAME, 5000, wal.length - 1}) {
            deleteWal(0);
            putSegment(0, 0, Arrays.copyOf(wal, cut));
            putSegment(0, cut, Arrays.copyOfRange(wal, cut, wal.length));
            assertThat(Restored.sha256(restore(0))).as("cut at %d", cut).isEqualTo(answer(0));
        }
    }

    @Test
    void aWalTooLargeToBeKeptIsReadTwice() throws IOException {
        // The same pages again and again, in one transaction after another, until 9 MiB are full.
        byte[] wal = WalForge.repeat(wal(0), PAGE, 9 << 20);
        deleteWal(0);
        putSegment(0, 0, Arrays.copyOf(wal, 1 << 20));
        putSegment(0, 1 << 20, Arrays.copyOfRange(wal, 1 << 20, wal.length));
        assertThat(Restored.sha256(restore(0))).isEqualTo(answer(0));
    }

    @Test
    void anUnfinishedTransactionAtTheEndIsLeftOut() throws IOException {
        byte[] wal = wal(0);
        byte[] longer = WalForge.append(wal, PAGE, 2, new byte[PAGE], 0);
        deleteWal(0);
        putSegment(0, 0, longer);
        assertThat(Restored.sha256(restore(0))).isEqualTo(answer(0));
        assertThat(result(0).unfinishedFrames()).isEqualTo(1);
        assertThat(Restored.sha256(restore(1))).as("an index behind it").isEqualTo(answer(1));
    }

    @Test
    void aFrameThatIsCutShortAtTheEndIsLeftOut() throws IOException {
        byte[] wal = wal(0);
        deleteWal(0);
        putSegment(0, 0, Arrays.copyOf(wal, wal.length + FRAME - 1));
        assertThat(Restored.sha256(restore(0))).isEqualTo(answer(0));
    }

    @Test
    void aMissingSegmentIsNamedByTheOneBehindIt() {
        store.delete(SECOND);
        MalformedFileException e = failure(MalformedFileException.class);
        assertThat(e)
                .hasMessage(
                        "memory/" + FOLDER + "wal/00000000_000045b8.wal.lz4: a WAL segment is missing before it: this"
                                + " one starts at offset 000045b8, but the one before it ends at 00002910");
    }

    @Test
    void aSegmentThatIsThereTwiceIsRefused() {
        store.put(FOLDER + "wal/00000000_000002910.wal.lz4", store.get(SECOND));
        MalformedFileException e = failure(MalformedFileException.class);
        assertThat(e)
                .hasMessage("memory/" + FOLDER + "wal/00000000_000002910.wal.lz4: starts at offset 00002910 of the WAL,"
                        + " inside the segment before it, which ends at 000045b8");
    }

    @Test
    void aSegmentThatBeginsInsideTheOneBeforeIsRefused() {
        store.rename(SECOND, FOLDER + "wal/00000000_00002900.wal.lz4");
        MalformedFileException e = failure(MalformedFileException.class);
        assertThat(e)
                .hasMessage("memory/" + FOLDER + "wal/00000000_00002900.wal.lz4: starts at offset 00002900 of the WAL,"
                        + " inside the segment before it, which ends at 00002910");
    }

    @Test
    void anEmptyFileIsRefused() {
        store.put(FIRST, new byte[0]);
        assertThat(failure(MalformedFileException.class))
                .hasMessage("memory/" + FIRST + ": the file is empty (at byte 0)");
        store.put(SNAPSHOT, new byte[0]);
        assertThat(failure(MalformedFileException.class))
                .hasMessage("memory/" + SNAPSHOT + ": the file is empty (at byte 0)");
    }

    @Test
    void anEncryptedFileIsUnsupported() {
        byte[] encrypted = "age-encryption.org/v1\n-> X25519 abc\n".getBytes(StandardCharsets.US_ASCII);
        store.put(FIRST, encrypted);
        assertThat(failure(UnsupportedFileException.class))
                .hasMessage(
                        "memory/" + FIRST + ": is encrypted with age; encrypted replicas cannot be read, decrypt the"
                                + " files with the age tool first (at byte 0)");
        store.put(SNAPSHOT, encrypted);
        assertThat(failure(UnsupportedFileException.class).file()).isEqualTo("memory/" + SNAPSHOT);
    }

    @Test
    void anEmptySnapshotIsRefused() {
        store.putContent(SNAPSHOT, new byte[0]);
        assertThat(failure(MalformedFileException.class)).hasMessage("memory/" + SNAPSHOT + ": the snapshot is empty");
    }

    @Test
    void aSnapshotOfAPartOfAPageIsRefused() {
        byte[] content = store.content(SNAPSHOT);
        store.putContent(SNAPSHOT, Arrays.copyOf(content, content.length - 1));
        assertThat(failure(MalformedFileException.class))
                .hasMessage("memory/" + SNAPSHOT + ": the snapshot holds " + (content.length - 1)
                        + " bytes, which is no multiple of its page size 1024");
        store.putContent(SNAPSHOT, Arrays.copyOf(content, 99));
        assertThat(failure(MalformedFileException.class).file()).isEqualTo("memory/" + SNAPSHOT);
    }

    @Test
    void aSnapshotThatIsNoDatabaseIsRefused() {
        store.putContent(SNAPSHOT, new byte[4096]);
        assertThat(failure(MalformedFileException.class).file()).isEqualTo("memory/" + SNAPSHOT);
    }

    @Test
    void aWalOfAnotherPageSizeIsRefused() throws IOException {
        MemoryStore other = MemoryStore.copyOf(Fixture.open("v3-page512").replica());
        WalSegment first =
                GenerationListing.read(other).generations().get(0).segments().get(0);
        deleteWal(0);
        store.put(FIRST, other.get(first.key()));
        assertThat(failure(MalformedFileException.class))
                .hasMessage(
                        "memory/" + FIRST + ": the WAL has pages of 512 bytes, the snapshot before it pages of 1024");
    }

    @Test
    void aFrameWithAWrongChecksumIsRefusedInTheSegmentThatHoldsIt() {
        byte[] second = store.content(SECOND);
        second[FRAME + 100] ^= 1;
        store.putContent(SECOND, second);
        assertThat(failure(ChecksumMismatchException.class))
                .hasMessage(
                        "memory/" + SECOND + ": a frame of the WAL has a wrong checksum, at offset 00002d28 of the WAL"
                                + " of index 00000000");
    }

    @Test
    void aFrameWithOtherSaltsIsRefused() {
        byte[] second = store.content(SECOND);
        second[8] ^= 1;
        store.putContent(SECOND, second);
        assertThat(failure(MalformedFileException.class))
                .hasMessage(
                        "memory/" + SECOND + ": a frame of the WAL has other salts than its header, at offset 00002910"
                                + " of the WAL of index 00000000");
    }

    @Test
    void aFrameForPageZeroIsRefused() {
        byte[] second = store.content(SECOND);
        Arrays.fill(second, 0, 4, (byte) 0);
        store.putContent(SECOND, second);
        assertThat(failure(MalformedFileException.class))
                .hasMessage("memory/" + SECOND
                        + ": a frame of the WAL is for page 0, at offset 00002910 of the WAL of index 00000000");
    }

    @Test
    void aDamagedWalHeaderIsRefused() {
        byte[] first = store.content(FIRST);
        first[16] ^= 1;
        store.putContent(FIRST, first);
        assertThat(failure(MalformedFileException.class))
                .hasMessage("memory/" + FIRST
                        + ": the WAL header is damaged, at offset 00000000 of the WAL of index 00000000");
    }

    @Test
    void aWalWithoutAByteIsRefused() throws IOException {
        deleteWal(0);
        putSegment(0, 0, new byte[0]);
        assertThat(failure(MalformedFileException.class))
                .hasMessage("memory/" + FIRST + ": the WAL is empty, at offset 00000000 of the WAL of index 00000000");
    }

    @Test
    void aFileThatIsNoLongerThereIsSaidToBeMissing() throws IOException {
        GenerationPath path = path(0);
        store.delete(SECOND);
        assertThatThrownBy(() -> Restored.bytes(store, path))
                .isInstanceOf(NoSuchFileException.class)
                .hasMessage("memory/" + SECOND);
    }

    @Test
    void progressAddsUpToTheSizeOfThePlan() throws IOException {
        GenerationPath path = path(3);
        AtomicLong read = new AtomicLong();
        write(path, byteCount -> {
            assertThat(byteCount).isPositive();
            read.addAndGet(byteCount);
        });
        assertThat(read).hasValue(path.compressedBytes());
    }

    @Test
    void whatTheDatabaseFileHeldBeforeIsGone(@TempDir Path folder) throws IOException {
        byte[] wanted = restore(3);
        try (FileChannel database = open(folder)) {
            database.write(ByteBuffer.wrap(new byte[1 << 20]));
            GenerationWriter.Result result = GenerationWriter.write(path(3), store, database, ReadProgress.NONE);
            assertThat(database.size()).isEqualTo(wanted.length);
            assertThat(result).isEqualTo(new GenerationWriter.Result(PageSize.of(PAGE), wanted.length / PAGE, 0));
        }
    }

    @Test
    void anInterruptAtAnyMomentStopsTheWork() throws IOException {
        GenerationPath path = path(3);
        long total = path.compressedBytes();
        for (long at = 0; at < total; at += total / 20) {
            long moment = at;
            AtomicLong read = new AtomicLong();
            try {
                assertThatThrownBy(() -> write(path, byteCount -> {
                            if (read.addAndGet(byteCount) > moment) {
                                Thread.currentThread().interrupt();
                            }
                        }))
                        .isInstanceOf(InterruptedIOException.class);
            } finally {
                assertThat(Thread.interrupted()).isTrue();
            }
        }
    }

    private GenerationWriter.Result result(long index) throws IOException {
        return write(path(index), ReadProgress.NONE);
    }

    @TempDir
    Path scratch;

    private GenerationWriter.Result write(GenerationPath path, ReadProgress progress) throws IOException {
        try (FileChannel database = open(scratch)) {
            return GenerationWriter.write(path, store, database, progress);
        }
    }

    private static FileChannel open(Path folder) throws IOException {
        return FileChannel.open(
                folder.resolve("app.db"), StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    }

    private GenerationPath path(long index) throws IOException {
        return GenerationPlanner.plan(GenerationListing.read(store), GenerationTarget.of(GENERATION, index));
    }

    private byte[] wal(long index) throws IOException {
        ByteArrayOutputStream wal = new ByteArrayOutputStream();
        for (WalSegment segment : segments(index)) {
            wal.write(store.content(segment.key()));
        }
        return wal.toByteArray();
    }

    private void deleteWal(long index) throws IOException {
        segments(index).forEach(segment -> store.delete(segment.key()));
    }

    private List<WalSegment> segments(long index) throws IOException {
        return GenerationListing.read(store).generation(GENERATION).orElseThrow().segments().stream()
                .filter(segment -> segment.index() == index)
                .toList();
    }

    private void putSegment(long index, long offset, byte[] content) {
        String key = LayoutNames.segmentKey(GENERATION, index, offset, 8);
        store.put(key, MemoryStore.compress(content), Listings.at(0));
    }
}
