package dev.ltx4j.replica;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Several stores that hold files of one replica, seen as one: the local state of a running Litestream, say, and then the
 * places that it replicates to. What an earlier layer has is read from there.
 *
 * <p>A key that several layers have is one file. It is listed once, with the time of the first layer and the largest of the
 * sizes, because a copy that was cut is more likely than one that grew. Whether the copies really are the same, and the
 * layers of one database, is for the reader to find out: it can look at the {@link #layers} one by one.
 *
 * <p>A layer that cannot be read fails the whole: what it would have held is not known.
 */
public final class LayeredStore implements ReplicaStore {
    private final List<ReplicaStore> layers;

    /**
     * Puts stores on top of each other.
     *
     * @param layers the first is asked first; at least one. They are closed with this one
     */
    public LayeredStore(List<? extends ReplicaStore> layers) {
        if (layers.isEmpty()) {
            throw new IllegalArgumentException("a layered store without layers");
        }
        this.layers = List.copyOf(layers);
    }

    /**
     * The layers of a store.
     *
     * @param store any
     * @return its layers if it is layered, else only itself
     */
    public static List<ReplicaStore> layersOf(ReplicaStore store) {
        return store instanceof LayeredStore layered ? layered.layers : List.of(store);
    }

    /** {@return the stores, the first of which is asked first} */
    public List<ReplicaStore> layers() {
        return layers;
    }

    @Override
    public String location() {
        return layers.stream().map(ReplicaStore::location).collect(Collectors.joining(" + "));
    }

    /** Names the copy of the first layer that has the file. The last is not asked, which may cost a request: no other is left. */
    @Override
    public String locationOf(String key) {
        for (ReplicaStore layer : layers.subList(0, layers.size() - 1)) {
            if (has(layer, key)) {
                return layer.locationOf(key);
            }
        }
        return layers.get(layers.size() - 1).locationOf(key);
    }

    @Override
    public void list(String folder, StoreVisitor visitor) throws IOException {
        Map<String, StoreFile> files = new LinkedHashMap<>();
        Set<String> folders = new LinkedHashSet<>();
        for (ReplicaStore layer : layers) {
            layer.list(folder, new StoreVisitor() {
                @Override
                public void file(StoreFile file) {
                    files.merge(file.key(), file, LayeredStore::merge);
                }

                @Override
                public void folder(String key) {
                    folders.add(key);
                }
            });
        }
        for (StoreFile file : files.values()) {
            visitor.file(file);
        }
        for (String key : folders) {
            visitor.folder(key);
        }
    }

    private static StoreFile merge(StoreFile upper, StoreFile lower) {
        return new StoreFile(upper.key(), Math.max(upper.size(), lower.size()), upper.modified());
    }

    @Override
    public Optional<StoreFile> stat(String key) throws IOException {
        Optional<StoreFile> found = Optional.empty();
        for (ReplicaStore layer : layers) {
            Optional<StoreFile> file = layer.stat(key);
            found = found.isPresent() && file.isPresent()
                    ? Optional.of(merge(found.get(), file.get()))
                    : found.or(() -> file);
        }
        return found;
    }

    @Override
    public StoreReader open(String key) throws IOException {
        NoSuchFileException missing = new NoSuchFileException(key);
        for (ReplicaStore layer : layers) {
            try {
                return layer.open(key);
            } catch (NoSuchFileException e) {
                missing = e;
            }
        }
        throw missing;
    }

    /** Each layer is told of what will be read from it, as far as that costs no request. */
    @Override
    public void expect(List<String> keys) {
        List<List<String>> expected = new ArrayList<>();
        layers.forEach(layer -> expected.add(new ArrayList<>()));
        for (String key : keys) {
            for (int i = 0; i < layers.size(); i++) {
                if (layers.get(i).listsUploadTimes() || has(layers.get(i), key)) {
                    expected.get(i).add(key);
                    break;
                }
            }
        }
        for (int i = 0; i < layers.size(); i++) {
            layers.get(i).expect(expected.get(i));
        }
    }

    private static boolean has(ReplicaStore layer, String key) {
        try {
            return layer.stat(key).isPresent();
        } catch (IOException e) {
            // It cannot be asked now; whoever reads it will be told.
            return false;
        }
    }

    @Override
    public StoreRequests requests() {
        return layers.stream().map(ReplicaStore::requests).reduce(StoreRequests.NONE, StoreRequests::plus);
    }

    @Override
    public void close() throws IOException {
        IOException failure = null;
        for (ReplicaStore layer : layers) {
            try {
                layer.close();
            } catch (IOException e) {
                failure = failure == null ? e : failure;
            }
        }
        if (failure != null) {
            throw failure;
        }
    }
}
