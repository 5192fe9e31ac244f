package dev.ltx4j.restore;

import dev.ltx4j.ltx.Txid;
import dev.ltx4j.sqlite.Experimental;
import dev.ltx4j.sqlite.PageSize;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** Where each page of a salvaged database is from. Takes four bytes a page. Immutable. */
@Experimental
public final class SalvagedPages {
    private final PageOrigins origins;
    private final long pageCount;
    private final long lockPage;
    private final Txid uncertainTo;
    private final Map<Source, Long> counts = new EnumMap<>(Source.class);
    private final long olderCount;

    /** @param uncertainTo pages of files that end before it may have been changed by a transaction that is lost */
    SalvagedPages(PageOrigins origins, PageSize pageSize, long pageCount, Txid uncertainTo) {
        this.origins = origins;
        this.pageCount = pageCount;
        this.lockPage = pageSize.lockPage();
        this.uncertainTo = uncertainTo;
        long older = 0;
        for (long pageNumber = 1; pageNumber <= pageCount; pageNumber++) {
            counts.merge(source(pageNumber), 1L, Long::sum);
            older += isOlder(pageNumber) ? 1 : 0;
        }
        olderCount = older;
    }

    /** What a page was taken from. */
    public enum Source {
        /** A file that verifies in full. */
        SOUND,
        /** A damaged file, but the page fits a checksum of its own. */
        PROVEN,
        /** A damaged file; the page looks like one, and may be wrong. */
        UNVERIFIED,
        /** Nothing: the page is zeros. */
        MISSING,
        /** Nothing: it is the lock page, which is always zeros. */
        LOCK_PAGE
    }

    /**
     * Pages that follow one another and are from the same file.
     *
     * @param first the first page
     * @param last the last page
     * @param source what they were taken from
     * @param older whether they may be older than the target
     * @param file the file, if there is one; the pages are as they were at its last transaction
     */
    public record Run(long first, long last, Source source, boolean older, Optional<LtxFile> file) {}

    /** {@return how many pages the database has} */
    public long pageCount() {
        return pageCount;
    }

    /**
     * {@return what a page was taken from}
     *
     * @param pageNumber 1 to {@link #pageCount}
     */
    public Source source(long pageNumber) {
        if (pageNumber == lockPage) {
            return Source.LOCK_PAGE;
        }
        if (origins.file(pageNumber) == null) {
            return Source.MISSING;
        }
        return switch (origins.kind(pageNumber)) {
            case SOUND -> Source.SOUND;
            case PROVEN -> Source.PROVEN;
            case UNVERIFIED -> Source.UNVERIFIED;
        };
    }

    /**
     * {@return the file that a page is from; empty for the lock page and those that are missing}
     *
     * @param pageNumber 1 to {@link #pageCount}
     */
    public Optional<LtxFile> file(long pageNumber) {
        return pageNumber == lockPage ? Optional.empty() : Optional.ofNullable(origins.file(pageNumber));
    }

    /**
     * {@return whether a page is from before a transaction that no sound file has, and which may have changed it}
     *
     * @param pageNumber 1 to {@link #pageCount}
     */
    public boolean isOlder(long pageNumber) {
        LtxFile file = pageNumber == lockPage ? null : origins.file(pageNumber);
        return file != null && file.range().max().isBefore(uncertainTo);
    }

    /**
     * {@return how many pages were taken from something}
     *
     * @param source from what
     */
    public long count(Source source) {
        return counts.getOrDefault(source, 0L);
    }

    /** {@return how many pages may be older than the target} */
    public long olderCount() {
        return olderCount;
    }

    /**
     * Goes over all pages, in order.
     *
     * @param consumer takes them, as many at a time as are from the same file
     */
    public void forEachRun(Consumer<Run> consumer) {
        long first = 1;
        for (long pageNumber = 1; pageNumber <= pageCount; pageNumber++) {
            boolean ends = pageNumber == pageCount
                    || pageNumber == lockPage
                    || pageNumber + 1 == lockPage
                    || !origins.isSame(pageNumber, pageNumber + 1);
            if (ends) {
                consumer.accept(new Run(first, pageNumber, source(first), isOlder(first), file(first)));
                first = pageNumber + 1;
            }
        }
    }
}
