package dev.ltx4j.restore;

import dev.ltx4j.ltx.LtxFileName;
import dev.ltx4j.ltx.TxidRange;
import dev.ltx4j.replica.ReplicaStore;
import dev.ltx4j.replica.StoreFile;
import dev.ltx4j.replica.StoreVisitor;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Lists the folders of both layouts that are there, each once. */
final class ListingReader {
    private static final Comparator<ReplicaListing> BY_NEWEST =
            Comparator.comparing(ReplicaListing::lastTxid).thenComparing(ListingReader::lastChange);

    private ListingReader() {}

    static ReplicaListing read(ReplicaStore store) throws IOException {
        Set<String> folders = foldersOf(store, "");
        if (folders.contains(LtxLayout.FOLDERS_ROOT)) {
            folders.addAll(foldersOf(store, LtxLayout.FOLDERS_ROOT));
        }
        Found inFolders = readLayout(store, LtxLayout.FOLDERS, folders);
        Found inKeys = readLayout(store, LtxLayout.KEYS, folders);
        ReplicaListing byFolders = inFolders.listing(inKeys.files.isEmpty() ? null : LtxLayout.KEYS);
        ReplicaListing byKeys = inKeys.listing(inFolders.files.isEmpty() ? null : LtxLayout.FOLDERS);
        if (byKeys.isEmpty()
                && !byKeys.strays().isEmpty()
                && byFolders.isEmpty()
                && byFolders.strays().isEmpty()) {
            return byKeys;
        }
        return BY_NEWEST.compare(byKeys, byFolders) > 0 ? byKeys : byFolders;
    }

    private static Instant lastChange(ReplicaListing listing) {
        return TimeBounds.of(listing).map(TimeBounds::last).orElse(Instant.MIN);
    }

    private static Set<String> foldersOf(ReplicaStore store, String folder) throws IOException {
        Set<String> folders = new HashSet<>();
        store.list(folder, new StoreVisitor() {
            @Override
            public void file(StoreFile file) {}

            @Override
            public void folder(String key) {
                folders.add(key);
            }
        });
        return folders;
    }

    private static Found readLayout(ReplicaStore store, LtxLayout layout, Set<String> present) throws IOException {
        Found found = new Found(layout, new ArrayList<>(), new ArrayList<>());
        for (int level = LtxFile.MIN_LEVEL; level <= LtxFile.SNAPSHOT_LEVEL; level++) {
            String folder = layout.folder(level);
            if (present.contains(folder)) {
                int thisLevel = level;
                store.list(folder, file -> found.add(thisLevel, file));
            }
        }
        return found;
    }

    private record Found(LtxLayout layout, List<LtxFile> files, List<StoreFile> strays) {
        void add(int level, StoreFile file) {
            Optional<TxidRange> range = LtxFileName.parse(file.name());
            if (range.isPresent()) {
                files.add(new LtxFile(level, range.get(), file.size(), file.modified(), file.key()));
            } else {
                strays.add(file);
            }
        }

        ReplicaListing listing(@Nullable LtxLayout ignored) {
            return ReplicaListing.of(layout, ignored, files, strays);
        }
    }
}
