package dev.ltx4j.sqlite.check;

import dev.ltx4j.sqlite.DatabaseHeader;
import dev.ltx4j.sqlite.MalformedFileException;
import dev.ltx4j.sqlite.PageSource;
import dev.ltx4j.sqlite.PointerMap;
import java.io.IOException;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** One check, from the header to the pages that nothing leads to. */
final class CheckRun {
    private static final int LAST_READ_VERSION = 2;
    private static final int LAST_SCHEMA_FORMAT = 4;
    private static final String HEADER = "database header";

    private final PageSource source;
    private final CheckMode mode;
    private final CheckListener listener;
    private final Findings findings;
    private final @Nullable Executor executor;
    private final int workers;

    /** By the calling thread alone. */
    CheckRun(PageSource source, CheckMode mode, CheckListener listener, int findingLimit) {
        this(source, mode, listener, new Findings(findingLimit), null, 1);
    }

    private CheckRun(
            PageSource source,
            CheckMode mode,
            CheckListener listener,
            Findings findings,
            @Nullable Executor executor,
            int workers) {
        this.source = source;
        this.mode = mode;
        this.listener = listener;
        this.findings = findings;
        this.executor = executor;
        this.workers = workers;
    }

    /** By several threads; null if that shows anything at all: then one thread has to find out what there is to say. */
    static @Nullable CheckReport parallel(
            PageSource source, CheckMode mode, CheckListener listener, Executor executor, int workers)
            throws IOException {
        Findings findings = new Findings(1);
        CheckReport report = new CheckRun(source, mode, listener, findings, executor, workers).run();
        return findings.count() == 0 ? report : null;
    }

    CheckReport run() throws IOException {
        header();
        CheckContext check = new CheckContext(source, readablePages(), listener, findings);
        long freePages = new FreeListCheck(check).run();
        TreeWalk walk = new TreeWalk(check);
        TextForm text = new TextForm(source.header());
        CheckCounts counts = new CheckCounts();
        Schema schema = new SchemaReader(check, text).read(walk);
        largestRoot(schema);
        if (executor != null && findings.count() == 0) {
            ParallelTrees trees = new ParallelTrees(schema, text, mode, findings, workers);
            if (!trees.run(check, walk, executor, workers, counts)) {
                findings.add(CheckFinding.Kind.HEADER, 0, null, "one thread finds out");
            }
        } else {
            trees(schema, text, walk, counts);
        }
        if (schema.complete) {
            unusedPages(check);
        }
        listener.progress(source.pageCount(), source.pageCount());
        return new CheckReport(
                source.file(),
                mode,
                source.pageCount(),
                freePages,
                counts.trees,
                counts.tables,
                counts.indexes,
                counts.rows,
                counts.entries,
                findings.list(),
                schema.notJudged,
                !findings.isFull());
    }

    private void trees(Schema schema, TextForm text, TreeWalk walk, CheckCounts counts) throws IOException {
        TableCheck tables = new TableCheck(findings, walk, text, mode, schema.notJudged, counts);
        for (TableSchema table : schema.tables) {
            tables.run(table, table.root == 1 && table == schema.tables.get(0));
        }
        for (Tree tree : schema.others) {
            walk.check(tree, null);
            counts.trees++;
        }
    }

    private void header() {
        DatabaseHeader header = source.header();
        if (header.readVersion() > LAST_READ_VERSION) {
            findings.add(
                    CheckFinding.Kind.HEADER,
                    1,
                    HEADER,
                    "the version needed for reading is " + header.readVersion() + ", SQLite knows 1 and 2"
                            + " (file is not a database)");
        }
        if (schemaFormat(header) > LAST_SCHEMA_FORMAT) {
            findings.add(
                    CheckFinding.Kind.HEADER,
                    1,
                    HEADER,
                    "the schema's format is " + schemaFormat(header) + ", SQLite knows 1 to 4"
                            + " (unsupported file format)");
        }
    }

    /** SQLite looks at the lowest byte only. */
    static int schemaFormat(DatabaseHeader header) {
        return (int) header.schemaFormat() & 0xff;
    }

    /** How many of the pages the file really has: a header may promise four billion. */
    private long readablePages() throws IOException {
        long promised = source.pageCount();
        byte[] page = new byte[source.pageSize().bytes()];
        if (isReadable(promised, page)) {
            return promised;
        }
        long readable = 0;
        long unreadable = promised;
        while (readable + 1 < unreadable) {
            long middle = readable + (unreadable - readable) / 2;
            if (middle == source.pageSize().lockPage()) {
                middle = middle - 1 > readable ? middle - 1 : middle;
            }
            if (isReadable(middle, page)) {
                readable = middle;
            } else {
                unreadable = middle;
            }
        }
        findings.add(
                CheckFinding.Kind.TRUNCATED,
                readable + 1,
                null,
                "the file ends before or inside this page, the database has " + promised + " pages"
                        + " (database disk image is malformed)");
        return Math.max(readable, 1);
    }

    private boolean isReadable(long pageNumber, byte[] page) throws IOException {
        try {
            source.readPage(pageNumber, page);
            return true;
        } catch (MalformedFileException e) {
            return false;
        }
    }

    private void largestRoot(Schema schema) {
        DatabaseHeader header = source.header();
        if (header.isAutoVacuum()) {
            if (header.largestRootPage() != schema.largestRoot && schema.complete) {
                findings.add(
                        CheckFinding.Kind.HEADER,
                        1,
                        HEADER,
                        "the largest root page is " + schema.largestRoot + ", but " + header.largestRootPage()
                                + " according to the header (max rootpage disagrees with header)");
            }
        } else if (header.incrementalVacuum() != 0) {
            findings.add(
                    CheckFinding.Kind.HEADER,
                    1,
                    HEADER,
                    "incremental vacuum without auto-vacuum (incremental_vacuum enabled with a max rootpage of zero)");
        }
    }

    private void unusedPages(CheckContext check) {
        PageUse use = check.use();
        boolean mapped = source.header().isAutoVacuum();
        long from = use.nextUnused(1);
        while (from <= check.pageCount() && !findings.isFull()) {
            if (mapped && PointerMap.isPointerMap(from, source.header())) {
                from = use.nextUnused(from + 1);
                continue;
            }
            long to = use.nextUsed(from);
            if (mapped) {
                to = Math.min(to, nextPointerMap(from));
            }
            findings.add(
                    CheckFinding.Kind.PAGE_NEVER_USED,
                    from,
                    null,
                    to - from == 1
                            ? "nothing leads to this page (Page " + from + ": never used)"
                            : "nothing leads to this page and those up to page " + (to - 1) + " (Page " + from
                                    + ": never used)");
            from = use.nextUnused(to);
        }
        if (mapped) {
            usedPointerMaps(check);
        }
    }

    private long nextPointerMap(long pageNumber) {
        long next = PointerMap.mapOf(pageNumber, source.header()) + PointerMap.entriesPerPage(source.header()) + 1;
        return next;
    }

    private void usedPointerMaps(CheckContext check) {
        long stride = PointerMap.entriesPerPage(source.header()) + 1L;
        for (long page = 2; page <= check.pageCount() && !findings.isFull(); page += stride) {
            long map = PointerMap.mapOf(page, source.header());
            if (map <= check.pageCount() && check.use().contains(map)) {
                findings.add(
                        CheckFinding.Kind.POINTER_MAP,
                        map,
                        null,
                        "a page of the pointer map, and something leads to it (Page " + map
                                + ": pointer map referenced)");
            }
        }
    }
}
