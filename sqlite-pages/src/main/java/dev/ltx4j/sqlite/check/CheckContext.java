package dev.ltx4j.sqlite.check;

import dev.ltx4j.sqlite.DatabaseHeader;
import dev.ltx4j.sqlite.MalformedFileException;
import dev.ltx4j.sqlite.PageSource;
import dev.ltx4j.sqlite.PointerMap;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** What all parts of a check share: the pages, which of them are accounted for, and what has been found. */
final class CheckContext {
    private static final int PAGES_BETWEEN_REPORTS = 256;

    private final PageSource source;
    private final long pageCount;
    private final CheckListener listener;
    private final Findings findings;
    private final PageUse use;
    private final @Nullable PointerMapCheck pointerMap;
    private final PageWindow window;
    private final Shared shared;

    /** What the threads of one check share besides the pages that are accounted for. */
    private static final class Shared {
        private final AtomicLong pagesRead = new AtomicLong();
        private volatile boolean stopped;
    }

    /**
     * Starts with no page accounted for but the lock page.
     *
     * @param pageCount the pages that can be read
     */
    CheckContext(PageSource source, long pageCount, CheckListener listener, Findings findings) {
        this.source = source;
        this.pageCount = pageCount;
        this.listener = listener;
        this.findings = findings;
        this.use = new PageUse(pageCount);
        this.pointerMap = source.header().isAutoVacuum() ? new PointerMapCheck(this) : null;
        this.window = new PageWindow(source);
        this.shared = new Shared();
        if (source.pageSize().lockPage() <= pageCount) {
            use.add(source.pageSize().lockPage());
        }
    }

    private CheckContext(CheckContext other) {
        this.source = other.source;
        this.pageCount = other.pageCount;
        this.listener = (done, total) -> {};
        this.findings = other.findings;
        this.use = other.use;
        this.pointerMap = source.header().isAutoVacuum() ? new PointerMapCheck(this) : null;
        this.window = new PageWindow(source);
        this.shared = other.shared;
    }

    /** The same for a helper of the thread that checks. */
    CheckContext forHelper() {
        return new CheckContext(this);
    }

    /** Makes all threads of this check end with an exception. */
    void stop() {
        shared.stopped = true;
    }

    Findings findings() {
        return findings;
    }

    DatabaseHeader header() {
        return source.header();
    }

    long pageCount() {
        return pageCount;
    }

    PageUse use() {
        return use;
    }

    byte[] newPage() {
        return new byte[source.pageSize().bytes()];
    }

    /**
     * Notes that something leads to a page, once.
     *
     * @param from the page that leads there
     * @param object whose page it is, or null
     * @return whether the page exists and nothing else leads there
     */
    boolean claim(long pageNumber, long from, @Nullable String object) {
        if (pageNumber < 1 || pageNumber > pageCount) {
            findings.add(
                    CheckFinding.Kind.PAGE_NUMBER,
                    from,
                    object,
                    "leads to page " + pageNumber + " of " + pageCount + " (invalid page number " + pageNumber + ")");
            return false;
        }
        if (!use.add(pageNumber)) {
            findings.add(
                    CheckFinding.Kind.PAGE_USED_TWICE,
                    from,
                    object,
                    pageNumber == source.pageSize().lockPage()
                            ? "leads to the lock page, " + pageNumber + ", which nothing may use"
                            : "leads to page " + pageNumber + ", which is in use elsewhere (2nd reference to page "
                                    + pageNumber + ")");
            return false;
        }
        return true;
    }

    /** What this thread has read ahead. */
    PageWindow window() {
        return window;
    }

    /** Reads a page that exists; false, with a finding, if the file does not have all of it. */
    boolean read(long pageNumber, byte[] page, @Nullable String object) throws IOException {
        stopIfInterrupted();
        long pagesRead = shared.pagesRead.getAndIncrement();
        if (pagesRead % PAGES_BETWEEN_REPORTS == 0) {
            listener.progress(Math.min(pagesRead, source.pageCount()), source.pageCount());
        }
        if (window.holds(pageNumber)) {
            window.copy(pageNumber, page);
            return true;
        }
        try {
            source.readPage(pageNumber, page);
            return true;
        } catch (MalformedFileException e) {
            findings.add(CheckFinding.Kind.TRUNCATED, pageNumber, object, e.detail());
            return false;
        }
    }

    /** Reads a page that has been read before; false if that fails now. */
    boolean readQuietly(long pageNumber, byte[] page) throws IOException {
        stopIfInterrupted();
        try {
            source.readPage(pageNumber, page);
            return true;
        } catch (MalformedFileException e) {
            return false;
        }
    }

    private void stopIfInterrupted() throws InterruptedIOException {
        if (shared.stopped || Thread.currentThread().isInterrupted()) {
            throw new InterruptedIOException("the check was interrupted");
        }
    }

    /** Holds the pointer map against what is known of a page, if there is a pointer map. */
    void requireMapped(long pageNumber, PointerMap.Type type, long parent, @Nullable String object) throws IOException {
        if (pointerMap != null && pageNumber >= 1 && pageNumber <= pageCount) {
            pointerMap.require(pageNumber, type, parent, object);
        }
    }
}
