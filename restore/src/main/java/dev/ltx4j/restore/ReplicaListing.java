package dev.ltx4j.restore;

import dev.ltx4j.ltx.LtxHeader;
import dev.ltx4j.ltx.Txid;
import dev.ltx4j.replica.ReplicaStore;
import dev.ltx4j.replica.StoreFile;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The LTX files of a replica, by level. Immutable.
 *
 * <p>Keys of both layouts are recognised. Where both hold files, they may be two histories that must not be mixed: the
 * one that knows the higher TXID is taken (then the one changed last, then {@link LtxLayout#FOLDERS}), and
 * {@link #ignoredLayout()} tells of the other. The older layout, {@code generations/}, is not looked at.
 */
public final class ReplicaListing {
    /** By last transaction, then by first. */
    static final Comparator<LtxFile> ORDER = LtxFile.BY_LAST;

    private final LtxLayout layout;
    private final @Nullable LtxLayout ignoredLayout;
    private final List<List<LtxFile>> levels;
    private final List<StoreFile> strays;
    private final Set<String> tooShort;

    private ReplicaListing(
            LtxLayout layout,
            @Nullable LtxLayout ignoredLayout,
            List<List<LtxFile>> levels,
            List<StoreFile> strays,
            Set<String> tooShort) {
        this.layout = layout;
        this.ignoredLayout = ignoredLayout;
        this.levels = levels;
        this.strays = strays;
        this.tooShort = tooShort;
    }

    /**
     * Lists a replica.
     *
     * @param store the replica
     * @return what it holds
     * @throws dev.ltx4j.replica.StoreUnavailableException if the store cannot be read
     */
    public static ReplicaListing read(ReplicaStore store) throws IOException {
        return ListingReader.read(store);
    }

    /** Makes a listing of files in any order. */
    static ReplicaListing of(
            LtxLayout layout, @Nullable LtxLayout ignoredLayout, List<LtxFile> files, List<StoreFile> strays) {
        List<List<LtxFile>> levels = new ArrayList<>(LtxFile.LEVEL_COUNT);
        for (int level = 0; level < LtxFile.LEVEL_COUNT; level++) {
            levels.add(new ArrayList<>());
        }
        Set<String> tooShort = new HashSet<>();
        for (LtxFile file : files) {
            levels.get(file.level()).add(file);
            if (file.size() < LtxHeader.BYTES) {
                tooShort.add(file.key());
            }
        }
        for (List<LtxFile> level : levels) {
            level.sort(ORDER);
        }
        levels.replaceAll(List::copyOf);
        return new ReplicaListing(
                layout, ignoredLayout, List.copyOf(levels), List.copyOf(strays), Set.copyOf(tooShort));
    }

    /** {@return the layout that the files were found in; {@link LtxLayout#FOLDERS} if there are none} */
    public LtxLayout layout() {
        return layout;
    }

    /** {@return the other layout, if it holds LTX files too} None of them is in this listing. */
    public Optional<LtxLayout> ignoredLayout() {
        return Optional.ofNullable(ignoredLayout);
    }

    /**
     * {@return the LTX files of one level, by last transaction, then by first} Files that are {@linkplain #tooShort()
     * too short} are among them.
     *
     * @param level 0 … 9
     */
    public List<LtxFile> files(int level) {
        return levels.get(level);
    }

    /** {@return how many LTX files there are on all levels} */
    public int fileCount() {
        return levels.stream().mapToInt(List::size).sum();
    }

    /** {@return whether there is no LTX file at all} */
    public boolean isEmpty() {
        return fileCount() == 0;
    }

    /** {@return the last transaction that any file's name promises, {@link Txid#ZERO} if there are no files} */
    public Txid lastTxid() {
        Txid last = Txid.ZERO;
        for (List<LtxFile> level : levels) {
            if (!level.isEmpty()) {
                last = Txid.max(last, level.get(level.size() - 1).range().max());
            }
        }
        return last;
    }

    /** {@return files in the folders of the levels that are not named like LTX files, such as unfinished uploads} */
    public List<StoreFile> strays() {
        return strays;
    }

    /** {@return the keys of files that are shorter than a header, and so damaged} */
    public Set<String> tooShort() {
        return tooShort;
    }

    /** The LTX files of all levels. */
    Stream<LtxFile> allFiles() {
        return levels.stream().flatMap(List::stream);
    }

    /** The size of all LTX files, in bytes. */
    long totalBytes() {
        return allFiles().mapToLong(LtxFile::size).sum();
    }

    /** The same listing with some files more, each of a level and key that it does not have. */
    ReplicaListing with(List<LtxFile> more) {
        if (more.isEmpty()) {
            return this;
        }
        List<LtxFile> files = new ArrayList<>(more);
        levels.forEach(files::addAll);
        return of(layout, ignoredLayout, files, strays);
    }

    /** The same listing with other times; the files of each level must be the same in the same order. */
    ReplicaListing withLevels(List<List<LtxFile>> timed) {
        return new ReplicaListing(
                layout, ignoredLayout, timed.stream().map(List::copyOf).toList(), strays, tooShort);
    }
}
