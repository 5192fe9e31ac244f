package dev.ltx4j.ltx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ltx4j.fixtures.Fixture;
import dev.ltx4j.sqlite.FilePages;
import dev.ltx4j.sqlite.MalformedFileException;
import dev.ltx4j.sqlite.OutputRefusedException;
import dev.ltx4j.sqlite.PageReader;
import dev.ltx4j.sqlite.PageSize;
import dev.ltx4j.sqlite.WalPages;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class LtxSnapshotTest {
    @TempDir
    private Path folder;

    @ParameterizedTest
    @EnumSource(PageEncoding.class)
    void everyGoldenDatabaseWithItsLogIsTheOneThatSqliteMakes(PageEncoding encoding) throws Exception {
        Fixture fixture = Fixture.open("wal");
        for (Map.Entry<String, JsonNode> pair : fixture.answers().properties()) {
            Path database = fixture.folder().resolve(pair.getKey() + ".db");
            Path wal = fixture.folder().resolve(pair.getKey() + ".db-wal");
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            LtxSummary summary;
            try (PageReader pages = WalPages.open(database, wal)) {
                summary = LtxSnapshot.of(pages, new Txid(0xe5))
                        .timestampMillis(1_700_000_000_123L)
                        .encoding(encoding)
                        .write(out, "snapshot");
            }
            byte[] restored = Overlay.apply(new byte[0], out.toByteArray());
            assertThat(Fixture.sha256(Files.write(folder.resolve("restored"), restored)))
                    .as(pair.getKey())
                    .isEqualTo(pair.getValue().get("sha256").asText());
            assertThat(summary.header().range()).isEqualTo(TxidRange.of(1, 0xe5));
            assertThat(summary.header().timestampMillis()).isEqualTo(1_700_000_000_123L);
            assertThat(summary.trailer().postApplyChecksum())
                    .isEqualTo(Overlay.checksum(restored, summary.header().pageSize()));
        }
    }

    @Test
    void withoutChecksumsNoneAreKept() throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        LtxSnapshot.of(new ArrayPages(new byte[1024], PageSize.of(512)), Txid.FIRST)
                .withoutDatabaseChecksums()
                .write(out, "snapshot");
        LtxSummary read = LtxFiles.read(out.toByteArray()).summary();
        assertThat(read.header().hasDatabaseChecksums()).isFalse();
        assertThat(read.trailer().postApplyChecksum()).isZero();
    }

    @Test
    void aFileThatIsNoDatabaseHasPagesOfTheSizeThatIsGiven() throws Exception {
        Path file = Files.write(folder.resolve("pages"), new byte[3 * 512]);
        try (FilePages pages = FilePages.open(file, PageSize.of(512))) {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            assertThat(LtxSnapshot.of(pages, Txid.FIRST).write(out, "snapshot").pageCount())
                    .isEqualTo(3);
            assertThat(DatabaseChecksum.of(pages).value())
                    .isEqualTo(Overlay.checksum(new byte[3 * 512], PageSize.of(512)));
            assertThatThrownBy(() -> pages.readPage(4, new byte[512])).isInstanceOf(MalformedFileException.class);
        }
        assertThatThrownBy(() -> FilePages.open(file, PageSize.of(1024)))
                .isInstanceOf(MalformedFileException.class)
                .hasMessage(file + ": the file ends inside a page: 1536 bytes are no whole number of pages of 1024"
                        + " (at byte 1024, page 2)");
        Path empty = Files.createFile(folder.resolve("empty"));
        assertThatThrownBy(() -> FilePages.open(empty, PageSize.of(512)))
                .isInstanceOf(MalformedFileException.class)
                .hasMessage(empty + ": the file is empty");
    }

    /** Pages of zeros, and something in the place that nobody reads. */
    private record LargeDatabase(PageSize pageSize, long pageCount) implements PageReader {
        @Override
        public String file() {
            return "large";
        }

        @Override
        public void readPage(long pageNumber, byte[] page) throws IOException {
            if (pageNumber == pageSize.lockPage()) {
                throw new IOException("the lock page is read");
            }
        }

        @Override
        public void close() {}
    }

    @Test
    void theLockPageIsLeftOut() throws Exception {
        PageSize size = PageSize.of(65536);
        LtxSummary summary = LtxSnapshot.of(new LargeDatabase(size, size.lockPage() + 2), Txid.FIRST)
                .write(OutputStream.nullOutputStream(), "snapshot");
        assertThat(summary.header().commit()).isEqualTo(size.lockPage() + 2);
        assertThat(summary.pageCount()).isEqualTo(size.lockPage() + 1);
    }

    @Test
    void aPublishedFileHasTheTimeOfItsHeader() throws Exception {
        Path target = folder.resolve("1.ltx");
        LtxSnapshot snapshot = LtxSnapshot.of(new ArrayPages(new byte[1024], PageSize.of(512)), Txid.FIRST)
                .timestampMillis(1_700_000_000_123L);
        LtxSummary summary = LtxPublication.publish(target, false, List.of(), snapshot::write);
        assertThat(LtxFiles.read(Files.readAllBytes(target)).summary()).isEqualTo(summary);
        assertThat(Files.getLastModifiedTime(target).toMillis()).isEqualTo(1_700_000_000_123L);

        assertThatThrownBy(() -> LtxPublication.publish(target, false, List.of(), snapshot::write))
                .isInstanceOf(OutputRefusedException.class);
        LtxSnapshot older = snapshot.timestampMillis(-5);
        LtxPublication.publish(target, true, List.of(), older::write);
        assertThat(LtxFiles.read(Files.readAllBytes(target)).summary().header().timestampMillis())
                .isEqualTo(-5);
    }

    @Test
    void afterAFailureNothingIsLeftAndWhatWasThereStays() throws Exception {
        Path target = Files.writeString(folder.resolve("1.ltx"), "old");
        LtxSnapshot snapshot = LtxSnapshot.of(new LargeDatabase(PageSize.of(512), 100), Txid.FIRST);
        assertThatThrownBy(() -> LtxPublication.publish(target, true, List.of(), (out, file) -> {
                    snapshot.write(out, file);
                    throw new IOException("in the end");
                }))
                .hasMessage("in the end");
        assertThat(target).hasContent("old");
        try (Stream<Path> left = Files.list(folder)) {
            assertThat(left).containsExactly(target);
        }
    }
}
