package dev.ltx4j.bench;

import dev.ltx4j.ltx.LtxFileName;
import dev.ltx4j.ltx.TxidRange;
import dev.ltx4j.replica.ReplicaStore;
import dev.ltx4j.replica.StoreFile;
import dev.ltx4j.replica.StoreReader;
import dev.ltx4j.replica.StoreVisitor;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A replica that can be listed and not read: level 0 for each transaction, levels 1 and 2 for ten and a hundred, a snapshot
 * for each thousand. Transactions are a second apart.
 */
final class ListedStore implements ReplicaStore {
    private static final int FILE_BYTES = 10_000;

    private final Map<String, List<StoreFile>> folders = new TreeMap<>();

    ListedStore(int transactions) {
        for (int txid = 1; txid <= transactions; txid++) {
            add(0, txid, txid);
        }
        addLevel(1, 10, transactions);
        addLevel(2, 100, transactions);
        for (int txid = 1; txid <= transactions; txid += 1000) {
            add(9, 1, txid);
        }
    }

    private void addLevel(int level, int perFile, int transactions) {
        for (int txid = 1; txid + perFile - 1 <= transactions; txid += perFile) {
            add(level, txid, txid + perFile - 1);
        }
    }

    private void add(int level, long min, long max) {
        String folder = "ltx/" + level + "/";
        folders.computeIfAbsent(folder, name -> new ArrayList<>())
                .add(new StoreFile(
                        folder + LtxFileName.of(TxidRange.of(min, max)), FILE_BYTES, Instant.ofEpochSecond(max)));
    }

    @Override
    public void list(String folder, StoreVisitor visitor) throws IOException {
        for (StoreFile file : folders.getOrDefault(folder, List.of())) {
            visitor.file(file);
        }
        if (folder.isEmpty()) {
            visitor.folder("ltx/");
        } else if (folder.equals("ltx/")) {
            for (String level : folders.keySet()) {
                visitor.folder(level);
            }
        }
    }

    @Override
    public String location() {
        return "bench";
    }

    @Override
    public String locationOf(String key) {
        return key;
    }

    @Override
    public Optional<StoreFile> stat(String key) {
        return Optional.empty();
    }

    @Override
    public StoreReader open(String key) throws IOException {
        throw new NoSuchFileException(key);
    }

    @Override
    public void close() {}
}
