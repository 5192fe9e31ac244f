package dev.ltx4j.restore;

import dev.ltx4j.ltx.LtxHeader;
import dev.ltx4j.ltx.LtxSummary;
import dev.ltx4j.ltx.PageBatch;
import dev.ltx4j.ltx.PageConsumer;
import dev.ltx4j.ltx.ParallelLtxReader;
import dev.ltx4j.replica.ReplicaStore;
import dev.ltx4j.sqlite.FileFormatException;
import dev.ltx4j.sqlite.OutputRefusedException;
import dev.ltx4j.sqlite.PageSet;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.Executor;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Writes the state that an {@link LtxPlan} makes: newest file first, each page once. A file's pages count only when all of
 * the file has been verified. Pages of newer files wait on a {@link PageStage} for those of the snapshot, so that all go to
 * their places together.
 *
 * <p>Newest first, so that a page that ten files hold is written once, and so that the newest file says at once how large
 * the database is. Where there is no room for pages that wait, they go to their places at once. A page that was cut off and came back keeps the newest copy among the plan's files, as Litestream gives
 * it.
 *
 * <p>After a file turned out to be unusable, {@link #write} can be called again with a plan without it. The pages that
 * are there already stand if all the files that they came from are the newest of the new plan too, in the same order.
 * Otherwise the work starts again. For one database, by one thread.
 */
final class LtxStateWriter {
    private static final long NO_PAGES_CHECKSUM = 1L << 63;

    private final ReplicaStore store;
    private final LtxStateRules rules;
    private final ParallelLtxReader reader;
    private final Executor executor;
    private final int workers;
    private final FileChannel database;
    private final SpaceCheck space;
    private final LongConsumer inOrder;
    private final @Nullable PageOrigins origins;
    private final List<LtxFile> done = new ArrayList<>();
    private final Map<String, Long> fileChecksums = new HashMap<>();
    private PageSet written = new PageSet();
    private long databaseChecksum = NO_PAGES_CHECKSUM;
    private @Nullable LtxSummary newest;
    private @Nullable LtxSummary lastDone;
    private @Nullable PageStage stage;

    /** The last page that the stage's pages have been merged up to. */
    private long mergedTo;

    private long replicaBytes;

    /**
     * @param store throws an {@link UnusableFileException} for a file that cannot be read
     * @param executor runs the helpers of the calling thread
     * @param workers how many threads read, the calling one included
     * @param database empty, open for reading and writing
     * @param space is asked before the first page is written
     * @param inOrder is told of bytes that are written in order, with nothing else written between them, by several threads
     * @param origins is told which file each page is from, or null
     */
    LtxStateWriter(
            ReplicaStore store,
            Executor executor,
            int workers,
            FileChannel database,
            SpaceCheck space,
            LongConsumer inOrder,
            @Nullable PageOrigins origins) {
        this.space = space;
        this.inOrder = inOrder;
        this.origins = origins;
        this.store = store;
        this.rules = new LtxStateRules(store);
        this.executor = executor;
        this.workers = workers;
        this.reader = new ParallelLtxReader(executor, workers);
        this.database = database;
    }

    /** The files that have been read to their ends and verified, newest first. */
    List<LtxFile> done() {
        return List.copyOf(done);
    }

    /** The file checksum of a file that is {@link #done}. */
    OptionalLong fileChecksum(String key) {
        Long checksum = fileChecksums.get(key);
        return checksum == null ? OptionalLong.empty() : OptionalLong.of(checksum);
    }

    /**
     * Reads and verifies every file of the plan and writes the database. Not forced to the disk here.
     *
     * @param allBytes the size of all files of the replica, not only the plan's: one that is cut says nothing about the
     *     newest file's claim of how large the database is
     * @param progress is told how many bytes of files have been read, those of earlier calls that stand included
     * @throws UnusableFileException if a file is damaged, or contradicts its name
     * @throws FileFormatException if files contradict each other
     */
    WrittenState write(LtxPlan plan, long allBytes, LongConsumer progress) throws IOException {
        List<LtxFile> files = newestFirst(plan);
        if (!stands(files)) {
            startAgain();
        }
        done.forEach(file -> progress.accept(file.size()));
        replicaBytes = allBytes;
        List<LtxFile> left = List.copyOf(files.subList(done.size(), files.size()));
        new FilesInTurn(store, reader, executor, workers, progress).read(left, file -> true, this::takeFile);
        if (newest == null) {
            throw new IllegalStateException("a plan without files");
        }
        return finish(newest, files.get(0));
    }

    private static List<LtxFile> newestFirst(LtxPlan plan) {
        List<LtxFile> files = new ArrayList<>(plan.files().size());
        for (int i = plan.files().size() - 1; i >= 0; i--) {
            files.add(plan.files().get(i).file());
        }
        return files;
    }

    /** Whether what is done is what the files begin with, so that nothing newer would have to come before it. */
    private boolean stands(List<LtxFile> files) {
        if (done.isEmpty() || done.size() > files.size()) {
            // Pages of a newest file that failed lie where its own commit allowed them, which says nothing any more.
            return false;
        }
        for (int i = 0; i < done.size(); i++) {
            if (!done.get(i).key().equals(files.get(i).key())) {
                return false;
            }
        }
        return true;
    }

    private void startAgain() throws IOException {
        database.truncate(0);
        done.clear();
        fileChecksums.clear();
        written = new PageSet();
        databaseChecksum = NO_PAGES_CHECKSUM;
        newest = null;
        lastDone = null;
        stage = null;
        mergedTo = 0;
    }

    /** One file at a time, though not always by the same thread. */
    private void takeFile(LtxFile file, FilesInTurn.Content content) throws IOException {
        LtxSummary summary = writeFile(file, content);
        if (newest == null) {
            newest = summary;
        } else if (lastDone != null) {
            rules.requireJoin(file, summary, done.get(done.size() - 1), lastDone);
        }
        done.add(file);
        fileChecksums.put(file.key(), summary.trailer().fileChecksum());
        lastDone = summary;
    }

    private LtxSummary writeFile(LtxFile file, FilesInTurn.Content content) throws IOException {
        String location = store.locationOf(file.key());
        UnwrittenPages pages = new UnwrittenPages(database, written, origins, origins == null ? 0 : origins.add(file));
        FilePages checked = new FilePages(location, newest == null ? null : newest.header(), pages);
        try {
            LtxSummary summary = content.read(checked);
            if (!summary.header().range().equals(file.range())) {
                throw LtxFileVerifier.nameContradictsHeader(location, summary);
            }
            if (checked.noSpace != null) {
                throw checked.noSpace;
            }
            written.takeAll(pages.own());
            databaseChecksum ^= pages.checksum();
            if (stage != null) {
                stage.keep();
                mergedTo = summary.header().isSnapshot() ? summary.header().commit() : 0;
            }
            return summary;
        } catch (FileFormatException e) {
            throw UnusableFileException.damaged(file.key(), e);
        }
    }

    private WrittenState finish(LtxSummary last, LtxFile lastFile) throws IOException {
        LtxHeader header = last.header();
        long commit = header.commit();
        long lockPage = header.pageSize().lockPage();
        if (commit >= lockPage) {
            // Never written, and zeros in the file: as good as there.
            written.add(lockPage);
        }
        rules.requireComplete(lastFile, written, commit);
        rules.requireChecksum(lastFile, last, databaseChecksum);
        if (stage != null) {
            stage.finish(mergedTo);
            database.truncate(header.pageSize().fileOffset(commit + 1));
        }
        extendTo(header.pageSize().fileOffset(commit + 1));
        return new WrittenState(header.pageSize(), commit, header.timestamp());
    }

    /** The lock page may be the last one: nothing has been written there. */
    private void extendTo(long byteCount) throws IOException {
        if (database.size() < byteCount) {
            database.write(ByteBuffer.allocate(1), byteCount - 1);
        }
    }

    /** Takes the pages of one file; called by several threads. */
    private final class FilePages implements PageConsumer {
        private final String location;
        private final @Nullable LtxHeader newestHeader;
        private final UnwrittenPages pages;
        private @Nullable OutputRefusedException noSpace;

        FilePages(String location, @Nullable LtxHeader newestHeader, UnwrittenPages pages) {
            this.location = location;
            this.newestHeader = newestHeader;
            this.pages = pages;
        }

        @Override
        public void begin(LtxHeader header) throws IOException {
            LtxHeader last = newestHeader == null ? header : newestHeader;
            LtxStateRules.requirePageSize(header, last, location);
            if (newestHeader == null) {
                LtxStateRules.requirePlausibleCommit(header, replicaBytes, location);
                try {
                    space.require(header.pageSize().fileOffset(header.commit() + 1));
                } catch (OutputRefusedException e) {
                    // Thrown when the file has been verified: a flipped bit in the commit is damage, and can be healed.
                    noSpace = e;
                }
            }
            pages.limit(noSpace == null ? last.commit() : 0);
            if (newestHeader == null && noSpace == null && !header.isSnapshot()) {
                stage = stageFor(header);
            }
            if (stage != null) {
                stage.dropUnkept();
                if (header.isSnapshot()) {
                    pages.mergeWith(stage);
                } else {
                    pages.writeTo(stage);
                }
            }
            if (header.isSnapshot() && (stage == null || stage.isSmall())) {
                pages.tell(inOrder);
            }
        }

        /** Null where there is hardly more room than for the database itself. */
        private @Nullable PageStage stageFor(LtxHeader header) throws IOException {
            long databaseBytes = header.pageSize().fileOffset(header.commit() + 1);
            try {
                space.require(databaseBytes + PageStage.mostBytes(databaseBytes));
            } catch (OutputRefusedException e) {
                return null;
            }
            return new PageStage(database, header.pageSize(), header.commit());
        }

        @Override
        public void accept(PageBatch batch) throws IOException {
            pages.accept(batch);
        }
    }
}
