package dev.ltx4j.restore;

import dev.ltx4j.replica.ReplicaStore;
import dev.ltx4j.replica.StoreFile;
import dev.ltx4j.replica.StoreReader;
import dev.ltx4j.replica.StoreVisitor;
import java.io.IOException;
import java.util.Optional;

/** Another store, but for what a subclass does differently. */
abstract class ForwardingStore implements ReplicaStore {
    private final ReplicaStore store;

    ForwardingStore(ReplicaStore store) {
        this.store = store;
    }

    @Override
    public String location() {
        return store.location();
    }

    @Override
    public String locationOf(String key) {
        return store.locationOf(key);
    }

    @Override
    public void list(String folder, StoreVisitor visitor) throws IOException {
        store.list(folder, visitor);
    }

    @Override
    public Optional<StoreFile> stat(String key) throws IOException {
        return store.stat(key);
    }

    @Override
    public StoreReader open(String key) throws IOException {
        return store.open(key);
    }

    @Override
    public void close() throws IOException {
        store.close();
    }
}
