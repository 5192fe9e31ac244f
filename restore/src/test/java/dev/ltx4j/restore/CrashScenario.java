package dev.ltx4j.restore;

import dev.ltx4j.fixtures.Fixture;
import dev.ltx4j.fixtures.disk.DiskImage;
import dev.ltx4j.fixtures.disk.FileAccess;
import dev.ltx4j.fixtures.disk.SimulatedDisk;
import dev.ltx4j.ltx.LtxHeader;
import dev.ltx4j.ltx.LtxWriter;
import dev.ltx4j.ltx.Txid;
import dev.ltx4j.ltx.TxidRange;
import dev.ltx4j.replica.FolderStore;
import dev.ltx4j.replica.ReplicaStore;
import dev.ltx4j.restore.DamagedStore.Damage;
import dev.ltx4j.sqlite.FileOwner;
import dev.ltx4j.sqlite.PageSize;
import dev.ltx4j.sqlite.check.CheckMode;
import dev.ltx4j.v3.Generation;
import dev.ltx4j.v3.GenerationListing;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;

/**
 * A restore that is to survive everything: from where, to what, and what lies in the target's place.
 *
 * @param name for people
 * @param store the replica, in memory
 * @param target the state
 * @param workers how many threads
 * @param before the files that exist, by name; they are replaced
 * @param work what is done
 * @param expected the database
 */
@SuppressWarnings("ArrayRecordComponent")
record CrashScenario(
        String name,
        ReplicaStore store,
        RestoreTarget target,
        int workers,
        Map<String, byte[]> before,
        Work work,
        byte[] expected) {
    static final String DB = "app.db";

    /** What is done. */
    enum Work {
        RESTORE,
        /** With owner, mode, integrity check and evidence. */
        RESTORE_IN_FULL,
        SALVAGE
    }

    private static final Set<PosixFilePermission> MODE = PosixFilePermissions.fromString("rw-r-----");
    private static final Map<String, byte[]> OLD = Map.of(DB, bytes("an old database"));
    private static final Map<String, byte[]> OLD_WITH_LOG =
            Map.of(DB, bytes("an old database"), DB + "-wal", bytes("its log"), DB + "-shm", bytes("shared memory"));
    private static final Map<String, byte[]> STRAY_JOURNAL = Map.of(DB + "-journal", bytes("of a database long gone"));

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public String toString() {
        return name;
    }

    FileAccess expectedAccess() {
        return work == Work.RESTORE_IN_FULL ? new FileAccess(MODE, "app", "staff") : FileAccess.PRIVATE;
    }

    DiskImage diskBefore() {
        return DiskImage.of(before);
    }

    void run(SimulatedDisk disk) throws IOException {
        run(disk.path(DB), store, !before.isEmpty());
    }

    /** What somebody does who finds the target after a crash. */
    void repeat(SimulatedDisk disk) throws IOException {
        run(disk.path(DB), store, true);
    }

    /** The same with a replica that has become of no use. */
    void repeatInVain(SimulatedDisk disk) throws IOException {
        MemoryStore useless = new MemoryStore().put("ltx/0/0000000000000001-0000000000000001.ltx");
        try {
            run(disk.path(DB), useless, true);
            throw new AssertionError("made of nothing");
        } catch (UnrestorableException e) {
            // As it should be.
        }
    }

    private void run(Path output, ReplicaStore from, boolean replaceExisting) throws IOException {
        if (work == Work.SALVAGE) {
            new Salvager(from)
                    .target(target)
                    .workers(workers)
                    .replaceExisting(replaceExisting)
                    .salvage(output);
            return;
        }
        Restorer.Builder builder =
                Restorer.builder(from).target(target).workers(workers).replaceExisting(replaceExisting);
        if (work == Work.RESTORE_IN_FULL) {
            builder.mode(MODE)
                    .owner(FileOwner.parse("app:staff", output.getFileSystem()))
                    .integrityCheck(CheckMode.FULL)
                    .withEvidence(true);
        }
        builder.build().restore(output);
    }

    /** Small ones of each kind, each with another target. */
    static List<CrashScenario> few(Path scratch) throws IOException {
        Makings makings = new Makings(scratch);
        return List.of(
                makings.ltx("v5-page512", "000000000000002b", 1, Map.of(), Work.RESTORE),
                makings.ltx("v5-page4096", "0000000000000007", 2, OLD, Work.RESTORE_IN_FULL),
                makings.levelZero("v5-page1024", 3, OLD_WITH_LOG, Work.RESTORE),
                makings.healing("v5-history", 2, OLD_WITH_LOG, Work.RESTORE),
                makings.generation("v3-page512", 1, OLD, Work.RESTORE),
                makings.generation("v3-generations", 1, OLD_WITH_LOG, Work.RESTORE_IN_FULL),
                makings.manyPages(4, STRAY_JOURNAL),
                makings.salvage("v5-page1024", 2, OLD_WITH_LOG));
    }

    /** All kinds, page sizes, and targets. */
    static List<CrashScenario> all(Path scratch) throws IOException {
        Makings makings = new Makings(scratch);
        List<CrashScenario> all = new ArrayList<>();
        for (Map<String, byte[]> before : List.of(Map.<String, byte[]>of(), OLD, OLD_WITH_LOG, STRAY_JOURNAL)) {
            for (Work work : List.of(Work.RESTORE, Work.RESTORE_IN_FULL)) {
                for (String fixture : List.of("v5-page512", "v5-page2048", "v5-page8192", "v5-frames4096")) {
                    all.add(makings.levelZero(fixture, work == Work.RESTORE ? 3 : 1, before, work));
                }
                // Grown, then shrunk, then grown again.
                for (String txid : List.of("0000000000000001", "0000000000000025", "0000000000000031")) {
                    all.add(makings.ltx("v5-history", txid, work == Work.RESTORE ? 1 : 2, before, work));
                }
                all.add(makings.ltx("v5-page65536", "0000000000000007", 2, before, work));
                all.add(makings.healing("v5-history", 2, before, work));
                all.add(makings.generation("v3-page512", 1, before, work));
                all.add(makings.generation("v3-page4096", 1, before, work));
                all.add(makings.generation("v3-generations", 1, before, work));
            }
            all.add(makings.salvage("v5-page512", 1, before));
            all.add(makings.salvage("v5-frames4096", 2, before));
            all.add(makings.manyPages(1, before));
            all.add(makings.manyPages(4, before));
        }
        return all;
    }

    /** Makes scenarios, and asks the answer sheets what must come out. */
    private record Makings(Path scratch) {
        CrashScenario ltx(String fixture, String txid, int workers, Map<String, byte[]> before, Work work)
                throws IOException {
            MemoryStore store = memory(fixture, 0, LtxFile.LEVEL_COUNT);
            return scenario(fixture, store, new RestoreTarget.AtTxid(Txid.parse(txid)), workers, before, work);
        }

        /** One file a transaction. */
        CrashScenario levelZero(String fixture, int workers, Map<String, byte[]> before, Work work) throws IOException {
            MemoryStore store = memory(fixture, 0, 1);
            String last = Fixture.open(fixture).answers().get("txid").properties().stream()
                    .filter(answer -> answer.getValue().has("sha256"))
                    .map(Map.Entry::getKey)
                    .max(String::compareTo)
                    .orElseThrow();
            RestoreTarget target = new RestoreTarget.AtTxid(Txid.parse(last));
            return scenario(fixture + " level 0", store, target, workers, before, work);
        }

        /** A file of the plan turns out to be unreadable when half of it has been written. */
        CrashScenario healing(String fixture, int workers, Map<String, byte[]> before, Work work) throws IOException {
            MemoryStore sound = memory(fixture, 0, LtxFile.LEVEL_COUNT);
            RestoreTarget target = new RestoreTarget.AtTxid(Txid.parse("0000000000000031"));
            LtxPlan plan =
                    (LtxPlan) Restorer.builder(sound).target(target).build().plan();
            DamagedStore store = damaged(sound, plan, target);
            return scenario(fixture + " healing", store, target, workers, before, work);
        }

        /** Damages the newest file of a plan that others can stand in for. */
        private DamagedStore damaged(MemoryStore sound, LtxPlan plan, RestoreTarget target) throws IOException {
            for (int i = plan.files().size() - 1; i >= 0; i--) {
                String key = plan.files().get(i).file().key();
                DamagedStore tried = new DamagedStore(sound).damage(key, Damage.BROKEN_READ, key, new Random(1));
                if (restores(tried, target)) {
                    return tried;
                }
            }
            throw new IllegalStateException("nothing can be healed");
        }

        /** Whole but for the oldest file, which nothing else covers. */
        CrashScenario salvage(String fixture, int workers, Map<String, byte[]> before) throws IOException {
            MemoryStore sound = memory(fixture, 0, 1);
            String first = "ltx/0/0000000000000001-0000000000000001.ltx";
            DamagedStore store = new DamagedStore(sound).damage(first, Damage.CUT, first, new Random(3));
            return scenario(fixture + " damaged", store, RestoreTarget.LATEST, workers, before, Work.SALVAGE);
        }

        private boolean restores(ReplicaStore store, RestoreTarget target) throws IOException {
            Path output = scratch.resolve("tried.db");
            try {
                Restorer.builder(store).target(target).workers(1).build().restore(output);
                return true;
            } catch (UnrestorableException e) {
                return false;
            } finally {
                Files.deleteIfExists(output);
            }
        }

        CrashScenario generation(String fixture, int workers, Map<String, byte[]> before, Work work)
                throws IOException {
            MemoryStore store;
            try (ReplicaStore folder = FolderStore.open(Fixture.open(fixture).replica())) {
                List<String> folders = new ArrayList<>();
                for (Generation generation : GenerationListing.read(folder).generations()) {
                    folders.add("generations/" + generation.name() + "/snapshots/");
                    folders.add("generations/" + generation.name() + "/wal/");
                }
                store = DamagedStore.copy(folder, folders.toArray(String[]::new));
            }
            String last = Fixture.open(fixture).answers().get("generation_index").properties().stream()
                    .filter(answer -> answer.getValue().has("sha256"))
                    .map(Map.Entry::getKey)
                    .max(String::compareTo)
                    .orElseThrow();
            String[] parts = last.split("/");
            RestoreTarget target =
                    new RestoreTarget.AtGeneration(parts[0], OptionalLong.of(Long.parseLong(parts[1], 16)));
            return scenario(fixture, store, target, workers, before, work);
        }

        /** Some MB in several batches, and transactions that change pages far apart. */
        CrashScenario manyPages(int workers, Map<String, byte[]> before) throws IOException {
            Random random = new Random(7);
            int pageBytes = 512;
            TreeMap<Long, byte[]> pages = new TreeMap<>();
            MemoryStore store = new MemoryStore();
            for (int txid = 1; txid <= 4; txid++) {
                int commit = txid == 3 ? 1500 : 2500;
                TreeMap<Long, byte[]> changed = new TreeMap<>();
                for (long number = 1; number <= commit; number++) {
                    if (!pages.containsKey(number) || random.nextInt(100) == 0) {
                        byte[] page = new byte[pageBytes];
                        random.nextBytes(page);
                        changed.put(number, page);
                    }
                }
                pages.putAll(changed);
                pages.tailMap((long) commit, false).clear();
                String name = String.format("ltx/0/%016x-%016x.ltx", txid, txid);
                store.put(name, Instant.ofEpochSecond(txid), ltxFile(pageBytes, txid, commit, changed));
            }
            return scenario("many pages", store, RestoreTarget.LATEST, workers, before, Work.RESTORE);
        }

        private static byte[] ltxFile(int pageBytes, int txid, int commit, Map<Long, byte[]> pages) throws IOException {
            LtxHeader header = LtxHeader.builder(PageSize.of(pageBytes), TxidRange.of(txid, txid))
                    .commit(commit)
                    .withoutDatabaseChecksums()
                    .build();
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            try (LtxWriter writer = LtxWriter.open(out, "txid " + txid, header)) {
                for (Map.Entry<Long, byte[]> page : pages.entrySet()) {
                    writer.writePage(page.getKey(), page.getValue());
                }
                writer.finish();
            }
            return out.toByteArray();
        }

        private CrashScenario scenario(
                String name,
                ReplicaStore store,
                RestoreTarget target,
                int workers,
                Map<String, byte[]> before,
                Work work)
                throws IOException {
            Path output = scratch.resolve("expected.db");
            if (work == Work.SALVAGE) {
                SalvageReport report =
                        new Salvager(store).target(target).workers(1).salvage(output);
                if (report.isRestore()) {
                    throw new IllegalStateException("nothing to salvage");
                }
            } else {
                Restorer.builder(store).target(target).workers(1).build().restore(output);
            }
            byte[] expected = Files.readAllBytes(output);
            Files.delete(output);
            String what = name + ", " + workers + " workers, over " + before.keySet() + ", " + work;
            return new CrashScenario(what, store, target, workers, before, work, expected);
        }

        private static MemoryStore memory(String fixture, int firstLevel, int endLevel) throws IOException {
            List<String> folders = new ArrayList<>();
            for (int level = firstLevel; level < endLevel; level++) {
                folders.add(LtxLayout.FOLDERS.folder(level));
            }
            try (ReplicaStore store = FolderStore.open(Fixture.open(fixture).replica())) {
                return DamagedStore.copy(store, folders.toArray(String[]::new));
            }
        }
    }
}
