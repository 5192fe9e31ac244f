package dev.ltx4j.restore;

import dev.ltx4j.replica.ReplicaStore;
import dev.ltx4j.replica.StoreFile;
import dev.ltx4j.replica.StoreReader;
import dev.ltx4j.replica.StoreUnavailableException;
import dev.ltx4j.replica.StoreVisitor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A store in memory that remembers what was asked of it. */
final class MemoryStore implements ReplicaStore {
    private static final int HEADER_BYTES = 100;

    private final Map<String, byte[]> contents = new LinkedHashMap<>();
    private final Map<String, Instant> times = new LinkedHashMap<>();
    private final Set<String> vanishing = new LinkedHashSet<>();
    private final Map<String, Runnable> actions = new LinkedHashMap<>();
    private final List<String> listed = Collections.synchronizedList(new ArrayList<>());
    private final List<String> opened = Collections.synchronizedList(new ArrayList<>());
    private boolean armed;
    private boolean disconnected;

    MemoryStore put(String key, Instant modified, byte[] content) {
        contents.put(key, content);
        times.put(key, modified);
        return this;
    }

    /** A file of the right size without the right content. */
    MemoryStore put(String key) {
        return put(key, Instant.EPOCH, new byte[HEADER_BYTES]);
    }

    /** A file that is only a header. */
    MemoryStore putHeader(LtxFile file, Instant headerTime) {
        return put(file.key(), file.created(), header(file, headerTime));
    }

    /** Lists the file, but does not find it when it is opened. */
    MemoryStore vanish(String key) {
        vanishing.add(key);
        return this;
    }

    MemoryStore remove(String key) {
        contents.remove(key);
        times.remove(key);
        return this;
    }

    /** Does something, once, when the file is opened after {@link #arm}. */
    MemoryStore onOpen(String key, Runnable action) {
        actions.put(key, action);
        return this;
    }

    void arm() {
        armed = true;
    }

    /** From now on nothing can be listed. */
    void disconnect() {
        disconnected = true;
    }

    static byte[] header(LtxFile file, Instant time) {
        return ByteBuffer.allocate(HEADER_BYTES)
                .putInt(0x4C545831)
                .putInt(2)
                .putInt(4096)
                .putInt(1)
                .putLong(file.range().min().value())
                .putLong(file.range().max().value())
                .putLong(time.toEpochMilli())
                .array();
    }

    byte[] content(String key) {
        return contents.get(key);
    }

    List<String> listed() {
        return listed;
    }

    List<String> opened() {
        return opened;
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
        listed.add(folder);
        if (disconnected) {
            throw new StoreUnavailableException(StoreUnavailableException.Reason.UNREACHABLE, "memory is gone");
        }
        Set<String> folders = new LinkedHashSet<>();
        for (Map.Entry<String, byte[]> entry : contents.entrySet()) {
            String key = entry.getKey();
            if (key.startsWith(folder)) {
                int slash = key.indexOf('/', folder.length());
                if (slash < 0) {
                    visitor.file(new StoreFile(key, entry.getValue().length, times.get(key)));
                } else if (folders.add(key.substring(0, slash + 1))) {
                    visitor.folder(key.substring(0, slash + 1));
                }
            }
        }
    }

    @Override
    public Optional<StoreFile> stat(String key) {
        return Optional.ofNullable(contents.get(key))
                .map(content -> new StoreFile(key, content.length, times.get(key)));
    }

    private synchronized @Nullable Runnable takeAction(String key) {
        return actions.remove(key);
    }

    @Override
    public StoreReader open(String key) throws IOException {
        opened.add(key);
        Runnable action = armed ? takeAction(key) : null;
        byte[] content = contents.get(key);
        if (action != null) {
            action.run();
        }
        if (content == null || vanishing.contains(key)) {
            throw new NoSuchFileException(key);
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
                // One byte less than could be had: readers must cope with short reads.
                int count = Math.min(Math.max(1, byteCount - 1), content.length - (int) fileOffset);
                System.arraycopy(content, (int) fileOffset, array, arrayOffset, count);
                return count;
            }

            @Override
            public void close() {}
        };
    }

    @Override
    public void close() {}
}
