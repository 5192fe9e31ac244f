package dev.ltx4j.ltx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ltx4j.fixtures.SyntheticSnapshot;
import dev.ltx4j.sqlite.MalformedFileException;
import dev.ltx4j.sqlite.PageSize;
import java.io.IOException;
import java.util.function.LongPredicate;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Snapshots of databases past 1 GiB, where the lock page is: streams that no disk has to hold. */
class LargeSnapshotTest {
    private static final int PAGES_BEHIND = 3;

    @ParameterizedTest
    @ValueSource(ints = {512, 1024, 2048, 4096, 8192, 16384, 32768, 65536})
    void aSnapshotThatLeavesOutTheLockPageAndNothingElseIsComplete(int pageBytes) throws IOException {
        long lockPage = PageSize.of(pageBytes).lockPage();
        long commit = lockPage + PAGES_BEHIND;
        LtxSummary summary = read(pageBytes, commit, page -> page != lockPage);
        assertThat(summary.pageCount()).isEqualTo(commit - 1);
        assertThat(summary.header().commit()).isEqualTo(commit);
    }

    @ParameterizedTest
    @ValueSource(ints = {512, 1024, 2048, 4096, 8192, 16384, 32768, 65536})
    void aSnapshotThatHoldsTheLockPageIsRejected(int pageBytes) {
        long lockPage = PageSize.of(pageBytes).lockPage();
        assertThat(lockPage).isEqualTo(SyntheticSnapshot.lockPage(pageBytes));
        assertThatThrownBy(() -> refuse(pageBytes, lockPage + PAGES_BEHIND, page -> true))
                .isInstanceOfSatisfying(
                        MalformedFileException.class,
                        e -> assertThat(e.pageNumber()).isEqualTo(lockPage))
                .hasMessageContaining("the lock page must not be in a file");
    }

    @ParameterizedTest
    @ValueSource(ints = {512, 1024, 2048, 4096, 8192, 16384, 32768, 65536})
    void aSnapshotThatLacksThePageBehindTheLockPageIsRejected(int pageBytes) {
        long lockPage = PageSize.of(pageBytes).lockPage();
        assertThatThrownBy(() ->
                        read(pageBytes, lockPage + PAGES_BEHIND, page -> page != lockPage && page != lockPage + 1))
                .isInstanceOf(MalformedFileException.class)
                .hasMessageContaining("nonsequential page numbers in a snapshot: page " + (lockPage + 1)
                        + " is missing before page " + (lockPage + 2));
    }

    @ParameterizedTest
    @ValueSource(ints = {512, 4096, 65536})
    void aSnapshotThatEndsBeforeItsCommitIsRejected(int pageBytes) {
        long lockPage = PageSize.of(pageBytes).lockPage();
        assertThatThrownBy(() -> refuse(pageBytes, lockPage + PAGES_BEHIND, page -> page < lockPage))
                .isInstanceOf(MalformedFileException.class)
                .hasMessageContaining("snapshot is incomplete: it ends after page " + (lockPage - 1) + " of "
                        + (lockPage + PAGES_BEHIND));
    }

    @ParameterizedTest
    @ValueSource(ints = {512, 4096, 65536})
    void aDatabaseThatEndsWithItsLockPageIsComplete(int pageBytes) throws IOException {
        long lockPage = PageSize.of(pageBytes).lockPage();
        assertThat(read(pageBytes, lockPage, page -> page != lockPage).pageCount())
                .isEqualTo(lockPage - 1);
    }

    private static void refuse(int pageBytes, long commit, LongPredicate holds) throws IOException {
        SyntheticSnapshot unsigned = new SyntheticSnapshot(pageBytes, commit, holds).unsigned();
        try (LtxReader reader = LtxReader.open(unsigned, "synthetic")) {
            reader.finish();
        }
    }

    private static LtxSummary read(int pageBytes, long commit, LongPredicate holds) throws IOException {
        try (LtxReader reader = LtxReader.open(new SyntheticSnapshot(pageBytes, commit, holds), "synthetic")) {
            return reader.finish();
        }
    }
}
