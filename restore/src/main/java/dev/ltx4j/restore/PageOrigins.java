package dev.ltx4j.restore;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which file each page of a database was taken from: four bytes a page, in pieces that are only there once a page of
 * theirs is. Not safe for several threads while one of them changes it.
 */
final class PageOrigins {
    private static final int PIECE_PAGES_LOG2 = 14;
    private static final int PIECE_PAGES = 1 << PIECE_PAGES_LOG2;
    private static final int PIECES = 1 << (32 - PIECE_PAGES_LOG2);

    /** An entry is the kind, and the number of the file plus one; 0 is a page that was found nowhere. */
    private static final int KIND_SHIFT = 30;

    private static final int FILE_MASK = (1 << KIND_SHIFT) - 1;
    private static final Kind[] KINDS = {Kind.SOUND, Kind.PROVEN, Kind.UNVERIFIED};

    private final int[] @Nullable [] pieces = new int[PIECES][];
    private final List<LtxFile> files = new ArrayList<>();

    /** How far the copy of a page can be relied on. */
    enum Kind {
        /** The file that it is from has verified in full. */
        SOUND(0),
        /** The file is damaged, but the page has a checksum of its own. */
        PROVEN(1),
        /** The file is damaged, and the page only looks right. */
        UNVERIFIED(2);

        private final int code;

        Kind(int code) {
            this.code = code;
        }
    }

    /** The number of a file that pages will be taken from. */
    int add(LtxFile file) {
        files.add(file);
        return files.size() - 1;
    }

    void set(long pageNumber, int file, Kind kind) {
        int index = (int) (pageNumber >>> PIECE_PAGES_LOG2);
        int[] piece = pieces[index];
        if (piece == null) {
            piece = new int[PIECE_PAGES];
            pieces[index] = piece;
        }
        piece[(int) pageNumber & (PIECE_PAGES - 1)] = kind.code << KIND_SHIFT | (file + 1);
    }

    void remove(long pageNumber) {
        int[] piece = pieces[(int) (pageNumber >>> PIECE_PAGES_LOG2)];
        if (piece != null) {
            piece[(int) pageNumber & (PIECE_PAGES - 1)] = 0;
        }
    }

    /** The file that a page is from, null if it is from none. */
    @Nullable
    LtxFile file(long pageNumber) {
        int entry = entry(pageNumber);
        return entry == 0 ? null : files.get((entry & FILE_MASK) - 1);
    }

    /** How far a page that is from some file can be relied on. */
    Kind kind(long pageNumber) {
        return KINDS[entry(pageNumber) >>> KIND_SHIFT];
    }

    /** Whether two pages are from the same file, in the same way. */
    boolean isSame(long pageNumber, long other) {
        return entry(pageNumber) == entry(other);
    }

    private int entry(long pageNumber) {
        int[] piece = pieces[(int) (pageNumber >>> PIECE_PAGES_LOG2)];
        return piece == null ? 0 : piece[(int) pageNumber & (PIECE_PAGES - 1)];
    }
}
