package dev.ltx4j.ltx;

import dev.ltx4j.sqlite.FileFormatException;
import dev.ltx4j.sqlite.MalformedFileException;
import dev.ltx4j.sqlite.PageReader;
import dev.ltx4j.sqlite.WalFrames;
import dev.ltx4j.sqlite.WalRange;
import dev.ltx4j.sqlite.WalRangePages;
import java.io.IOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** What recovery makes of a page without the transactions of a range and those behind it. */
final class PagesBeforeRange {
    private final WalFrames log;
    private final WalRange range;
    private final @Nullable PageReader database;

    /** Made when a page is asked for: most ranges need none. */
    private @Nullable WalRangePages inLog;

    /** @param database null if it is not at hand */
    PagesBeforeRange(WalFrames log, WalRange range, @Nullable PageReader database) throws MalformedFileException {
        this.log = log;
        this.range = range;
        this.database = database;
        if (database != null && !database.pageSize().equals(log.header().pageSize())) {
            throw new MalformedFileException(
                    log.file(),
                    FileFormatException.NO_OFFSET,
                    FileFormatException.NO_PAGE,
                    "page size " + log.header().pageSize() + ", but that of " + database.file() + " is "
                            + database.pageSize() + "; the WAL is not this database's");
        }
    }

    /** The log, for messages. */
    String file() {
        return log.file();
    }

    /** The newest frame before the range, else the page of the database file, else zeros. */
    void read(long pageNumber, byte[] page) throws IOException {
        if (inLog == null) {
            inLog = log.pagesBefore(range);
        }
        if (inLog.readPage(pageNumber, page)) {
            return;
        }
        if (database != null && pageNumber <= database.pageCount()) {
            database.readPage(pageNumber, page);
        } else {
            Arrays.fill(page, (byte) 0);
        }
    }
}
