package dev.ltx4j.restore;

import dev.ltx4j.replica.ReplicaStore;
import dev.ltx4j.replica.StoreFile;
import dev.ltx4j.replica.StoreReader;
import dev.ltx4j.replica.StoreRequests;
import dev.ltx4j.replica.StoreVisitor;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * A store whose LTX files have the keys of S3 ({@link LtxLayout#KEYS}), seen as one with the keys of a folder ({@link
 * LtxLayout#FOLDERS}): so that one file has one key in stores of both kinds, and they can be laid on top of each other.
 */
public final class FoldersView implements ReplicaStore {
    private final ReplicaStore store;

    private FoldersView(ReplicaStore store) {
        this.store = store;
    }

    /**
     * Sees a store with the keys of a folder.
     *
     * @param store any; closed with the result
     * @return the store itself, if it does not hold LTX files with the keys of S3 or does hold some with those of a folder
     * @throws dev.ltx4j.replica.StoreUnavailableException if the store cannot be read
     */
    public static ReplicaStore of(ReplicaStore store) throws IOException {
        boolean[] has = new boolean[2];
        store.list("", new StoreVisitor() {
            @Override
            public void file(StoreFile file) {}

            @Override
            public void folder(String key) {
                has[0] |= LtxLayout.KEYS.levelOf(key).isPresent();
                has[1] |= key.equals(LtxLayout.FOLDERS_ROOT);
            }
        });
        return has[0] && !has[1] ? new FoldersView(store) : store;
    }

    /** {@return the store that is seen} */
    public ReplicaStore store() {
        return store;
    }

    /** The store's own key for one of a folder; others stay. */
    private static String inner(String key) {
        int slash = key.lastIndexOf('/') + 1;
        return LtxLayout.FOLDERS
                .levelOf(key.substring(0, slash))
                .map(level -> LtxLayout.KEYS.folder(level) + key.substring(slash))
                .orElse(key);
    }

    @Override
    public String location() {
        return store.location();
    }

    @Override
    public String locationOf(String key) {
        return store.locationOf(inner(key));
    }

    @Override
    public void list(String folder, StoreVisitor visitor) throws IOException {
        if (folder.equals(LtxLayout.FOLDERS_ROOT)) {
            store.list("", new RootVisitor(visitor, false));
        } else if (folder.isEmpty()) {
            store.list("", new RootVisitor(visitor, true));
        } else if (inner(folder).equals(folder)) {
            store.list(folder, visitor);
        } else {
            store.list(inner(folder), file -> visitor.file(renamed(file, folder)));
        }
    }

    private static StoreFile renamed(StoreFile file, String folder) {
        return new StoreFile(folder + file.name(), file.size(), file.modified());
    }

    /** Tells of the levels as of folders below one, and for the root of that one in their place. */
    private record RootVisitor(StoreVisitor visitor, boolean isRoot) implements StoreVisitor {
        @Override
        public void file(StoreFile file) throws IOException {
            if (isRoot) {
                visitor.file(file);
            }
        }

        @Override
        public void folder(String key) throws IOException {
            Optional<Integer> level = LtxLayout.KEYS.levelOf(key);
            if (isRoot) {
                visitor.folder(level.isPresent() ? LtxLayout.FOLDERS_ROOT : key);
            } else if (level.isPresent()) {
                visitor.folder(LtxLayout.FOLDERS.folder(level.get()));
            }
        }
    }

    @Override
    public Optional<StoreFile> stat(String key) throws IOException {
        return store.stat(inner(key)).map(file -> new StoreFile(key, file.size(), file.modified()));
    }

    @Override
    public StoreReader open(String key) throws IOException {
        return store.open(inner(key));
    }

    @Override
    public byte[] readStart(String key, int byteCount) throws IOException {
        return store.readStart(inner(key), byteCount);
    }

    @Override
    public void expect(List<String> keys) {
        store.expect(keys.stream().map(FoldersView::inner).toList());
    }

    @Override
    public void expectStats(List<String> keys) {
        store.expectStats(keys.stream().map(FoldersView::inner).toList());
    }

    @Override
    public boolean listsUploadTimes() {
        return store.listsUploadTimes();
    }

    @Override
    public StoreRequests requests() {
        return store.requests();
    }

    @Override
    public void close() throws IOException {
        store.close();
    }
}
