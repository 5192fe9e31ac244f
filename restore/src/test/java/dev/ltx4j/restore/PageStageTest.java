package dev.ltx4j.restore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ltx4j.ltx.PageBatch;
import dev.ltx4j.sqlite.PageSet;
import dev.ltx4j.sqlite.PageSize;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Pages that wait on a stage come to the same database as pages that are written at once: whatever files bring them,
 * whichever of these turn out to be damaged half-way, and however few pages have room to wait.
 */
class PageStageTest {
    private static final PageSize PAGE_SIZE = PageSize.of(512);
    private static final int HISTORIES = 400;
    private static final int MOST_PAGES = 60;
    private static final int BATCH = 8;

    @TempDir
    Path folder;

    @Test
    void stagedPagesEndWhereTheyWouldHaveBeenWritten() throws IOException {
        for (int seed = 0; seed < HISTORIES; seed++) {
            Random random = new Random(seed);
            History history = new History(random);
            byte[] restored = history.restored(BATCH + random.nextInt(MOST_PAGES));
            Map<Long, Integer> expected = history.expected();
            for (Map.Entry<Long, Integer> page : expected.entrySet()) {
                assertThat(pageOf(restored, page.getKey()))
                        .as("seed %d, page %d", seed, page.getKey())
                        .isEqualTo(image(Map.of(1L, page.getValue()), 1));
            }
            assertThat((long) restored.length).isEqualTo(PAGE_SIZE.fileOffset(history.commit + 1L));
        }
    }

    @Test
    void pagesThatNoSnapshotMeetsAreWrittenInTheEnd() throws IOException {
        try (FileChannel database = database()) {
            PageStage stage = new PageStage(database, PAGE_SIZE, 3);
            stage.append(new Batch(Map.of(2L, 7)), page -> true);
            stage.keep();
            stage.finish(0);
            database.truncate(PAGE_SIZE.fileOffset(4));
            assertThat(bytes()).isEqualTo(image(Map.of(2L, 7), 3));
        }
    }

    @Test
    void sortingSorts() {
        Random random = new Random(1);
        for (int count = 0; count < 200; count++) {
            long[] numbers = random.longs(count, 0, 1 + random.nextInt(500)).toArray();
            long[] sorted = numbers.clone();
            Arrays.sort(sorted);
            InPlaceSort.sort(numbers, count);
            assertThat(numbers).isEqualTo(sorted);
        }
    }

    /** Some files, newest first, and the snapshot that they build on. */
    private final class History {
        private final int commit;
        private final List<TreeMap<Long, Integer>> files = new ArrayList<>();
        private final List<Boolean> damaged = new ArrayList<>();
        private final TreeMap<Long, Integer> snapshot = new TreeMap<>();
        private final Random random;
        private int lastContent;

        History(Random random) {
            this.random = random;
            commit = 1 + random.nextInt(MOST_PAGES);
            int count = random.nextInt(6);
            for (int i = 0; i < count; i++) {
                TreeMap<Long, Integer> file = new TreeMap<>();
                double density = random.nextDouble();
                for (long page = 1; page <= MOST_PAGES; page++) {
                    if (random.nextDouble() < density) {
                        file.put(page, ++lastContent);
                    }
                }
                files.add(file);
                damaged.add(random.nextInt(4) == 0);
            }
            // It may be smaller than the database has become, or larger.
            int snapshotPages = 1 + random.nextInt(MOST_PAGES);
            for (long page = 1; page <= snapshotPages; page++) {
                snapshot.put(page, ++lastContent);
            }
        }

        /** Without the pages that no sound file brings: a restore that lacks one fails, so what is in their places is nothing to anybody. */
        Map<Long, Integer> expected() {
            Map<Long, Integer> newest = new TreeMap<>(snapshot);
            for (int i = files.size() - 1; i >= 0; i--) {
                if (!damaged.get(i)) {
                    newest.putAll(files.get(i));
                }
            }
            newest.keySet().removeIf(page -> page > commit);
            return newest;
        }

        byte[] restored(int mostWaiting) throws IOException {
            try (FileChannel database = database()) {
                PageStage stage = new PageStage(database, PAGE_SIZE, commit, mostWaiting);
                PageSet written = new PageSet();
                for (int i = 0; i < files.size(); i++) {
                    stage.dropUnkept();
                    UnwrittenPages pages = new UnwrittenPages(database, written, null, 0);
                    pages.limit(commit);
                    pages.writeTo(stage);
                    List<Batch> batches = batches(files.get(i));
                    int taken = damaged.get(i) ? random.nextInt(batches.size() + 1) : batches.size();
                    for (Batch batch : batches.subList(0, taken)) {
                        pages.accept(batch);
                    }
                    if (!damaged.get(i)) {
                        written.takeAll(pages.own());
                        stage.keep();
                    }
                }
                // A snapshot that turns out to be damaged, and then one that is sound.
                stage.dropUnkept();
                mergeWithSnapshot(database, written, stage, random.nextDouble());
                mergeWithSnapshot(database, written, stage, 1);
                stage.finish(snapshot.lastKey());
                database.truncate(PAGE_SIZE.fileOffset(commit + 1L));
                if (database.size() < PAGE_SIZE.fileOffset(commit + 1L)) {
                    database.write(ByteBuffer.allocate(1), PAGE_SIZE.fileOffset(commit + 1L) - 1);
                }
            }
            return bytes();
        }

        private void mergeWithSnapshot(FileChannel database, PageSet written, PageStage stage, double share)
                throws IOException {
            UnwrittenPages pages = new UnwrittenPages(database, written, null, 0);
            pages.limit(commit);
            pages.mergeWith(stage);
            List<Batch> batches = batches(snapshot);
            for (Batch batch : batches.subList(0, (int) (share * batches.size()))) {
                pages.accept(batch);
            }
        }
    }

    private static List<Batch> batches(TreeMap<Long, Integer> file) {
        List<Batch> batches = new ArrayList<>();
        Map<Long, Integer> part = new TreeMap<>();
        for (Map.Entry<Long, Integer> page : file.entrySet()) {
            part.put(page.getKey(), page.getValue());
            if (part.size() == BATCH) {
                batches.add(new Batch(part));
                part = new TreeMap<>();
            }
        }
        if (!part.isEmpty()) {
            batches.add(new Batch(part));
        }
        return batches;
    }

    private FileChannel database() throws IOException {
        return FileChannel.open(
                folder.resolve("database"),
                StandardOpenOption.CREATE,
                StandardOpenOption.TRUNCATE_EXISTING,
                StandardOpenOption.READ,
                StandardOpenOption.WRITE);
    }

    private byte[] bytes() throws IOException {
        return Files.readAllBytes(folder.resolve("database"));
    }

    private static byte[] pageOf(byte[] database, long page) {
        int start = (int) PAGE_SIZE.fileOffset(page);
        return Arrays.copyOfRange(database, start, start + PAGE_SIZE.bytes());
    }

    /** A file that holds pages, each filled with a number. */
    private static byte[] image(Map<Long, Integer> pages, long commit) {
        ByteBuffer image = ByteBuffer.allocate((int) PAGE_SIZE.fileOffset(commit + 1));
        pages.forEach((page, content) -> {
            for (int at = 0; at < PAGE_SIZE.bytes(); at += Integer.BYTES) {
                image.putInt((int) PAGE_SIZE.fileOffset(page) + at, content);
            }
        });
        return image.array();
    }

    private static final class Batch implements PageBatch {
        private final List<Long> numbers;
        private final byte[] array;

        Batch(Map<Long, Integer> pages) {
            numbers = pages.keySet().stream().sorted().toList();
            Map<Long, Integer> packed = new TreeMap<>();
            for (int index = 0; index < numbers.size(); index++) {
                packed.put(index + 1L, pages.get(numbers.get(index)));
            }
            array = image(packed, numbers.size());
        }

        @Override
        public PageSize pageSize() {
            return PAGE_SIZE;
        }

        @Override
        public int count() {
            return numbers.size();
        }

        @Override
        public long pageNumber(int index) {
            return numbers.get(index);
        }

        @Override
        public byte[] array() {
            return array;
        }

        @Override
        public int arrayOffset(int index) {
            return index * PAGE_SIZE.bytes();
        }

        @Override
        public long pageChecksum(int index) {
            return 0;
        }
    }
}
