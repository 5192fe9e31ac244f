package dev.ltx4j.sqlite;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * The pages that a run of transactions of a log leaves behind, in ascending order, each as its newest frame has it. They
 * are read from the log when they are asked for. Keeps 8 bytes for each frame of the run; of a run from the start of the log
 * ({@link WalFrames#pagesBefore}) only once they are counted.
 *
 * <p>Safe for use by several threads as long as the {@link WalFrames} they come from are not closed.
 */
public final class WalRangePages {
    private final WalFrames log;
    private final @Nullable WalFrameIndex history;
    private final int endFrame;
    private @Nullable WalFrameIndex newest;

    /** @param newest of each page of the run */
    WalRangePages(WalFrames log, WalFrameIndex newest) {
        this.log = log;
        this.newest = newest;
        this.history = null;
        this.endFrame = 0;
    }

    /**
     * Of the transactions from the start of the log up to a frame.
     *
     * @param history all frames of the log
     */
    WalRangePages(WalFrames log, WalFrameIndex history, int endFrame) {
        this.log = log;
        this.history = history;
        this.endFrame = endFrame;
    }

    private synchronized WalFrameIndex newest() {
        if (newest == null) {
            newest = log.newestBefore(endFrame);
        }
        return newest;
    }

    /** {@return how many different pages there are} */
    public int count() {
        return newest().size();
    }

    /**
     * {@return the number of a page, 1 to 4294967295}
     *
     * @param place from 0, in ascending order of page numbers
     */
    public long pageNumber(int place) {
        return newest().pageNumber(place);
    }

    /**
     * Reads a page, if there is one of this number.
     *
     * @param pageNumber any number
     * @param page where to: as long as the log's page size. Its content is undefined after an exception
     * @return whether there is; if not, the array is as it was
     * @throws MalformedFileException if the log has changed since it was scanned; see {@link
     *     WalFrames#requireUnchanged}
     * @throws IOException if reading fails
     */
    public boolean readPage(long pageNumber, byte[] page) throws IOException {
        long frame = history == null ? newest().frame(pageNumber) : history.frameBefore(pageNumber, endFrame);
        if (frame < 0) {
            return false;
        }
        log.readPage((int) frame, page);
        return true;
    }
}
