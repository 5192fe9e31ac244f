package dev.ltx4j.ltx;

import dev.ltx4j.sqlite.FileFormatException;
import dev.ltx4j.sqlite.PageSize;
import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Merges so many files at a time as memory and descriptors allow, into files that nobody sees and that are merged again,
 * until one round is left. Nothing of the inputs is lost between the rounds that the last one might need: pages beyond a
 * smaller commit are only left out in the end. For one use.
 */
final class MergeRounds implements Closeable {
    /** Buffers of all files that are open at once. */
    private static final int MEMORY_BYTES = 24 << 20;

    /** A reader has frames and pages, both twice, and what it carries from one batch to the next. */
    private static final int BUFFERS_PER_FILE = 5;

    private static final int MAX_BATCH_BYTES = 256 * 1024;

    /** Well below the 1024 descriptors that many systems grant. */
    private static final int MOST_AT_ONCE = 256;

    private static final int FEWEST_AT_ONCE = 2;

    private static final int PIECE_BUFFER_BYTES = 1 << 16;

    private final MergeScratch scratch;
    private final @Nullable ReadAheadQueue queue;
    private final boolean gapsAllowed;
    private final PageEncoding encoding;
    private final int mostAtOnce;

    /** @param mostAtOnce of files, 0 for as many as memory allows */
    MergeRounds(
            MergeScratch scratch,
            @Nullable ReadAheadQueue queue,
            boolean gapsAllowed,
            PageEncoding encoding,
            int mostAtOnce) {
        this.scratch = scratch;
        this.queue = queue;
        this.gapsAllowed = gapsAllowed;
        this.encoding = encoding;
        this.mostAtOnce = mostAtOnce;
    }

    /** Takes the inputs of one round. */
    interface Round<R> {
        /**
         * @param inputs oldest first; they are closed afterwards
         * @param readers those of the inputs that are LTX files, to be finished
         */
        R merge(List<MergeInput> inputs, List<LtxReader> readers) throws IOException;
    }

    /**
     * What there is to know of all inputs together, which the rounds look through one after the other.
     *
     * @param firstFile the name of the first
     * @param first its header
     * @param lastFile the name of the last
     * @param last its header
     */
    record Ends(String firstFile, LtxHeader first, String lastFile, LtxHeader last) {
        PageSize pageSize() {
            return first.pageSize();
        }
    }

    /** Looks at the headers of all inputs, before anything is merged. */
    Ends checkHeaders(List<LtxSource> inputs) throws IOException {
        Ends ends = null;
        for (LtxSource input : inputs) {
            Interrupts.check(input.file());
            LtxHeader header = header(input);
            if (ends == null) {
                ends = new Ends(input.file(), header, input.file(), header);
            } else {
                CompactionRules.checkFollows(ends.lastFile, ends.last, input.file(), header, gapsAllowed);
                ends = new Ends(ends.firstFile, ends.first, input.file(), header);
            }
        }
        if (ends == null) {
            throw new IllegalArgumentException("no files to merge");
        }
        return ends;
    }

    private static LtxHeader header(LtxSource input) throws IOException {
        try (InputStream in = input.open()) {
            return LtxHeader.parse(in.readNBytes(LtxHeader.BYTES), input.file());
        }
    }

    /** How many files are merged at once. */
    int width(PageSize pageSize) {
        int fileBytes = BUFFERS_PER_FILE * Math.max(FrameBatch.SMALL_BYTES, 2 * LtxFormat.maxFrameBytes(pageSize));
        int affordable = Math.max(FEWEST_AT_ONCE, Math.min(MOST_AT_ONCE, MEMORY_BYTES / fileBytes));
        return mostAtOnce == 0 ? affordable : mostAtOnce;
    }

    /**
     * Merges until one round is left, and has that done.
     *
     * @param inputs all of which are verified to their ends
     * @param joins is told what each says of itself; by the last round, if that is the only one
     */
    LtxSummary run(List<LtxSource> inputs, PageSize pageSize, Joins joins, Round<LtxSummary> lastRound)
            throws IOException {
        int width = width(pageSize);
        if (inputs.size() <= width) {
            return withReaders(inputs, lastRound);
        }
        List<MergeScratch.Place> left = new ArrayList<>();
        for (int from = 0; from < inputs.size(); from += width) {
            left.add(withReaders(inputs.subList(from, Math.min(from + width, inputs.size())), (merged, readers) -> {
                MergeScratch.Place place = merge(merged);
                for (LtxReader reader : readers) {
                    joins.add(reader.file(), reader.finish());
                }
                return place;
            }));
        }
        while (left.size() > width) {
            List<MergeScratch.Place> fewer = new ArrayList<>();
            for (int from = 0; from < left.size(); from += width) {
                fewer.add(merge(open(left.subList(from, Math.min(from + width, left.size())), pageSize)));
            }
            left = fewer;
        }
        return lastRound.merge(open(left, pageSize), List.of());
    }

    private List<MergeInput> open(List<MergeScratch.Place> places, PageSize pageSize) throws IOException {
        List<MergeInput> pieces = new ArrayList<>(places.size());
        for (MergeScratch.Place place : places) {
            pieces.add(new MergePiece(
                    new BufferedInputStream(scratch.read(place), PIECE_BUFFER_BYTES),
                    scratch.toString(),
                    pageSize,
                    encoding));
        }
        return pieces;
    }

    private MergeScratch.Place merge(List<MergeInput> inputs) throws IOException {
        long fileOffset = scratch.byteCount();
        // The scratch file stays open.
        @SuppressWarnings("resource")
        MergePiece.Writer piece = new MergePiece.Writer(scratch.append());
        PageMerge pages = new PageMerge(inputs);
        for (MergeInput page = pages.next(); page != null; page = pages.next()) {
            page.copyPageTo(piece);
        }
        return new MergeScratch.Place(fileOffset, piece.finish());
    }

    private <R> R withReaders(List<LtxSource> sources, Round<R> round) throws IOException {
        List<LtxReader> readers = new ArrayList<>(sources.size());
        try {
            for (LtxSource source : sources) {
                Interrupts.check(source.file());
                readers.add(LtxReader.open(source.open(), source.file(), batchBytes(sources.size()), queue));
            }
            readers.forEach(LtxReader::readAhead);
            return round.merge(inputs(readers), readers);
        } finally {
            closeAll(readers);
        }
    }

    static List<MergeInput> inputs(List<LtxReader> readers) {
        return readers.stream().map(MergeInput::of).toList();
    }

    private static int batchBytes(int files) {
        return Math.max(FrameBatch.SMALL_BYTES, Math.min(MAX_BATCH_BYTES, MEMORY_BYTES / BUFFERS_PER_FILE / files));
    }

    private static void closeAll(List<LtxReader> readers) throws IOException {
        IOException failure = null;
        for (LtxReader reader : readers) {
            try {
                reader.close();
            } catch (IOException e) {
                failure = e;
            }
        }
        if (failure != null) {
            throw failure;
        }
    }

    @Override
    public void close() throws IOException {
        scratch.close();
    }

    /** Looks at where one input meets the next, and keeps what the last one said. */
    static final class Joins {
        private @Nullable String file;
        private @Nullable LtxSummary last;

        void add(String nextFile, LtxSummary next) throws FileFormatException {
            if (file != null && last != null) {
                CompactionRules.checkJoin(file, last, nextFile, next.header());
            }
            file = nextFile;
            last = next;
        }

        /** What the last input says of itself. */
        LtxSummary last() {
            if (last == null) {
                throw new IllegalStateException("no input has been read");
            }
            return last;
        }
    }
}
