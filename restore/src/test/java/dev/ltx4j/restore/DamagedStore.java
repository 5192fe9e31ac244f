package dev.ltx4j.restore;

import dev.ltx4j.replica.ReplicaStore;
import dev.ltx4j.replica.StoreFile;
import dev.ltx4j.replica.StoreReader;
import dev.ltx4j.replica.StoreUnavailableException;
import dev.ltx4j.replica.StoreVisitor;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/** A store in memory, some of whose files are damaged. */
final class DamagedStore implements ReplicaStore {
    /** What can happen to a file. */
    enum Damage {
        REMOVED,
        VANISHING,
        FLIPPED,
        CUT,
        EMPTY,
        FORBIDDEN,
        BROKEN_READ,
        WRONG_HEADER,
        OTHER_CONTENT
    }

    private final MemoryStore sound;
    private final Map<String, byte[]> contents = new HashMap<>();
    private final Map<String, Damage> damages = new HashMap<>();

    DamagedStore(MemoryStore sound) {
        this.sound = sound;
    }

    /** All files of a store, in memory. */
    static MemoryStore copy(ReplicaStore store, String... folders) throws IOException {
        MemoryStore memory = new MemoryStore();
        for (String folder : folders) {
            store.list(folder, file -> {
                byte[] content = new byte[(int) file.size()];
                try (StoreReader reader = store.open(file.key())) {
                    int done = 0;
                    while (done < content.length) {
                        done += reader.read(done, content, done, content.length - done);
                    }
                }
                memory.put(file.key(), file.modified(), content);
            });
        }
        return memory;
    }

    /** @param other a file whose content may take the place of this one's */
    DamagedStore damage(String key, Damage damage, String other, Random random) {
        byte[] content = sound.content(key);
        damages.put(key, damage);
        contents.put(
                key,
                switch (damage) {
                    case FLIPPED -> {
                        byte[] flipped = content.clone();
                        flipped[random.nextInt(flipped.length)] ^= (byte) (1 << random.nextInt(8));
                        yield flipped;
                    }
                    case CUT -> Arrays.copyOf(content, 1 + random.nextInt(content.length - 1));
                    case EMPTY -> new byte[0];
                    case WRONG_HEADER -> {
                        byte[] wrong = content.clone();
                        wrong[random.nextInt(4)] ^= (byte) (1 + random.nextInt(255));
                        yield wrong;
                    }
                    case OTHER_CONTENT -> sound.content(other).clone();
                    case REMOVED, VANISHING, FORBIDDEN, BROKEN_READ -> content;
                });
        return this;
    }

    byte[] content(String key) {
        return contents.getOrDefault(key, sound.content(key));
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
        sound.list(folder, new StoreVisitor() {
            @Override
            public void file(StoreFile file) throws IOException {
                if (damages.get(file.key()) != Damage.REMOVED) {
                    visitor.file(new StoreFile(file.key(), content(file.key()).length, file.modified()));
                }
            }

            @Override
            public void folder(String key) throws IOException {
                visitor.folder(key);
            }
        });
    }

    @Override
    public Optional<StoreFile> stat(String key) {
        return sound.stat(key);
    }

    @Override
    public StoreReader open(String key) throws IOException {
        Damage damage = damages.get(key);
        if (damage == Damage.VANISHING || damage == Damage.REMOVED) {
            throw new NoSuchFileException(locationOf(key));
        }
        if (damage == Damage.FORBIDDEN) {
            throw new StoreUnavailableException(
                    StoreUnavailableException.Reason.FORBIDDEN, "no permission to read " + locationOf(key));
        }
        byte[] content = content(key);
        int broken = damage == Damage.BROKEN_READ ? content.length / 2 : content.length;
        return new StoreReader() {
            @Override
            public long size() {
                return content.length;
            }

            @Override
            public int read(long fileOffset, byte[] array, int arrayOffset, int byteCount) throws IOException {
                if (fileOffset >= content.length) {
                    return -1;
                }
                if (fileOffset >= broken) {
                    throw new IOException("Input/output error");
                }
                int count = (int) Math.min(byteCount, broken - fileOffset);
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
