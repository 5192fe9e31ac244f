package dev.ltx4j.tool;

import dev.ltx4j.sqlite.BtreePageAnatomy;
import dev.ltx4j.sqlite.FreelistTrunk;
import dev.ltx4j.sqlite.MalformedFileException;
import dev.ltx4j.sqlite.PageFinder;
import dev.ltx4j.sqlite.PageIdentity;
import dev.ltx4j.sqlite.PageSource;
import dev.ltx4j.sqlite.PointerMap;
import dev.ltx4j.sqlite.WalPages;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * All that is known of a page.
 *
 * @param file the database
 * @param pageNumber the page
 * @param pageCount how many there are
 * @param frameOffset where it stands in the log, if it is from there
 * @param bytes the page
 * @param identity what it is by itself
 * @param searched whether it was looked for in the database
 * @param place where it was met then; null if it was not
 * @param btree the page as a b-tree page; null if it is or looks like another
 * @param pointerMap the page as a pointer map; null if it is another, or damaged
 * @param trunk the page as a trunk of the free list; null if it is surely another, or could be none
 * @param problems what is wrong with it
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record PageReport(
        Path file,
        long pageNumber,
        long pageCount,
        OptionalLong frameOffset,
        byte[] bytes,
        PageIdentity identity,
        boolean searched,
        PageFinder.@Nullable Place place,
        @Nullable BtreePageAnatomy btree,
        @Nullable PointerMap pointerMap,
        @Nullable FreelistTrunk trunk,
        List<BtreePageAnatomy.Problem> problems) {

    /** The page stands behind it in a log. */
    private static final int FRAME_HEADER_BYTES = 24;

    static Path logOf(Path database) {
        return database.resolveSibling(database.getFileName() + "-wal");
    }

    static PageReport read(PageSource source, Path file, long pageNumber, boolean search) throws IOException {
        byte[] bytes = new byte[source.pageSize().bytes()];
        source.readPage(pageNumber, bytes);
        PageIdentity identity = PageIdentity.of(source, pageNumber, bytes);
        PageFinder.Place place = null;
        boolean searches = search
                && identity.kind() != PageIdentity.Kind.LOCK_PAGE
                && identity.kind() != PageIdentity.Kind.POINTER_MAP;
        if (searches) {
            place = new PageFinder(source, pageNumber).find().orElse(null);
        }
        PageIdentity.Kind kind = place == null ? identity.kind() : place.kind();
        List<BtreePageAnatomy.Problem> problems = new ArrayList<>();
        BtreePageAnatomy btree = null;
        if (kind == PageIdentity.Kind.BTREE || kind == PageIdentity.Kind.UNKNOWN) {
            BtreePageAnatomy anatomy = BtreePageAnatomy.of(bytes, pageNumber, source.header());
            if (kind == PageIdentity.Kind.BTREE || anatomy.type() != null) {
                btree = anatomy;
                problems.addAll(anatomy.problems());
            }
        }
        PointerMap map = null;
        if (kind == PageIdentity.Kind.POINTER_MAP) {
            try {
                map = PointerMap.parse(bytes, pageNumber, source.header(), source.pageCount(), source.file());
            } catch (MalformedFileException e) {
                problems.add(problem(source, pageNumber, e));
            }
        }
        FreelistTrunk trunk = null;
        if (kind == PageIdentity.Kind.FREE
                || kind == PageIdentity.Kind.FREE_TRUNK
                || kind == PageIdentity.Kind.UNKNOWN) {
            try {
                trunk = FreelistTrunk.parse(bytes, pageNumber, source.header(), source.file());
            } catch (MalformedFileException e) {
                if (kind == PageIdentity.Kind.FREE_TRUNK) {
                    problems.add(problem(source, pageNumber, e));
                }
            }
        }
        return new PageReport(
                file,
                pageNumber,
                source.pageCount(),
                source instanceof WalPages wal ? wal.frameOffset(pageNumber) : OptionalLong.empty(),
                bytes,
                identity,
                searches,
                place,
                btree,
                map,
                trunk,
                problems);
    }

    private static BtreePageAnatomy.Problem problem(PageSource source, long pageNumber, MalformedFileException e) {
        long pageOffset = source.pageSize().fileOffset(pageNumber);
        return new BtreePageAnatomy.Problem((int) (e.fileOffset() - pageOffset), e.detail());
    }

    /** What the page is, as far as it is known. */
    PageIdentity.Kind kind() {
        return place == null ? identity.kind() : place.kind();
    }

    /** Whether that is sure. */
    boolean isCertain() {
        return identity.certain() || place != null;
    }

    /** The file that the page was read from. */
    Path sourceFile() {
        return frameOffset.isPresent() ? logOf(file) : file;
    }

    /** Where the page starts in that file, in bytes. */
    long sourceOffset() {
        return frameOffset.isPresent() ? frameOffset.getAsLong() + FRAME_HEADER_BYTES : (pageNumber - 1) * bytes.length;
    }

    /** Null if nothing is wrong. */
    @Nullable
    Failure failure() {
        if (problems.isEmpty()) {
            return null;
        }
        BtreePageAnatomy.Problem first = problems.get(0);
        String more = problems.size() == 1 ? "" : " (and " + (problems.size() - 1) + " more)";
        long offset = sourceOffset() + first.arrayOffset();
        String message = sourceFile() + ": page " + pageNumber + " is damaged: " + first.detail() + " (at byte "
                + first.arrayOffset() + " of the page, " + offset + " of the file)" + more;
        return new Failure(ExitCode.DAMAGE, Failure.DAMAGE, message, json -> {
            json.writeStringField("file", sourceFile().toString());
            json.writeNumberField("offset", offset);
            json.writeNumberField("page", pageNumber);
        });
    }
}
