package dev.ltx4j.v3;

import dev.ltx4j.replica.ReplicaStore;
import dev.ltx4j.replica.StoreFile;
import dev.ltx4j.replica.StoreReader;
import dev.ltx4j.replica.StoreVisitor;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import net.jpountz.lz4.LZ4FrameInputStream;
import net.jpountz.lz4.LZ4FrameOutputStream;

/** A replica in memory, whose files tests can change. */
final class MemoryStore implements ReplicaStore {
    private final TreeMap<String, byte[]> files = new TreeMap<>();
    private final Map<String, Instant> times = new HashMap<>();

    static MemoryStore copyOf(Path replica) throws IOException {
        MemoryStore store = new MemoryStore();
        try (Stream<Path> all = Files.walk(replica)) {
            for (Path path : all.filter(Files::isRegularFile).toList()) {
                String key = replica.relativize(path).toString().replace('\\', '/');
                store.put(
                        key,
                        Files.readAllBytes(path),
                        Files.getLastModifiedTime(path).toInstant());
            }
        }
        return store;
    }

    MemoryStore copy() {
        MemoryStore copy = new MemoryStore();
        copy.files.putAll(files);
        copy.times.putAll(times);
        return copy;
    }

    void put(String key, byte[] content, Instant modified) {
        files.put(key, content);
        times.put(key, modified);
    }

    /** Replaces what a file holds, and keeps its time. */
    void put(String key, byte[] content) {
        files.put(key, content);
    }

    byte[] get(String key) {
        return files.get(key).clone();
    }

    void delete(String key) {
        files.remove(key);
    }

    void rename(String from, String to) {
        put(to, files.remove(from), times.get(from));
    }

    /** What a compressed file holds. */
    byte[] content(String key) {
        try (LZ4FrameInputStream in = new LZ4FrameInputStream(new ByteArrayInputStream(files.get(key)))) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Replaces what a compressed file holds. */
    void putContent(String key, byte[] content) {
        put(key, compress(content));
    }

    static byte[] compress(byte[] content) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (LZ4FrameOutputStream frame = new LZ4FrameOutputStream(
                out,
                LZ4FrameOutputStream.BLOCKSIZE.SIZE_64KB,
                net.jpountz.lz4.LZ4FrameOutputStream.FLG.Bits.BLOCK_INDEPENDENCE,
                net.jpountz.lz4.LZ4FrameOutputStream.FLG.Bits.CONTENT_CHECKSUM)) {
            frame.write(content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    @Override
    public String location() {
        return "memory";
    }

    @Override
    public String locationOf(String key) {
        return "memory/" + key;
    }

    @Override
    public void list(String folder, StoreVisitor visitor) throws IOException {
        TreeSet<String> folders = new TreeSet<>();
        for (String key : List.copyOf(files.tailMap(folder).keySet())) {
            if (!key.startsWith(folder)) {
                break;
            }
            int slash = key.indexOf('/', folder.length());
            if (slash < 0) {
                visitor.file(stat(key).orElseThrow());
            } else if (folders.add(key.substring(0, slash + 1))) {
                visitor.folder(key.substring(0, slash + 1));
            }
        }
    }

    @Override
    public Optional<StoreFile> stat(String key) {
        byte[] content = files.get(key);
        return content == null
                ? Optional.empty()
                : Optional.of(new StoreFile(key, content.length, times.getOrDefault(key, Instant.EPOCH)));
    }

    @Override
    public StoreReader open(String key) throws IOException {
        byte[] content = files.get(key);
        if (content == null) {
            throw new NoSuchFileException(locationOf(key));
        }
        return new StoreReader() {
            @Override
            public long size() {
                return content.length;
            }

            @Override
            public int read(long fileOffset, byte[] array, int arrayOffset, int byteCount) {
                if (fileOffset >= content.length) {
                    return -1;
                }
                // Short reads, which every store may give.
                int read = (int) Math.min(Math.min(byteCount, 1000), content.length - fileOffset);
                System.arraycopy(content, (int) fileOffset, array, arrayOffset, read);
                return read;
            }

            @Override
            public void close() {}
        };
    }

    @Override
    public void close() {}
}
