package dev.ltx4j.bench.compare;

import java.util.List;
import java.util.function.Supplier;

/**
 * What is compared, and what is to be reached. Where ours runs with one worker and with two, the goal of one is the floor for
 * a machine with one core.
 */
final class Contests {
    static final int ONE = 1;
    static final int TWO = 2;

    private static final double RESTORE_COLD_RATIO = 1 / 0.75;
    private static final double HELP_SECONDS = 0.25;

    private final Scale scale;
    private final SampleData data;
    private final Programs programs;
    private final OurCommands ours;

    Contests(Scale scale, SampleData data, Programs programs, OurCommands ours) {
        this.scale = scale;
        this.data = data;
        this.programs = programs;
        this.ours = ours;
    }

    /** The rows of the table, in order. */
    List<Contest> all() {
        String large = Sizes.text(scale.large());
        String medium = Sizes.text(scale.medium());
        return List.of(
                verify("verify-checksums", "verify, with database checksums, " + large, scale.large(), true, 2.5, 4),
                verify("verify", "verify, as Litestream writes files, " + large, scale.large(), false, 1.8, 3),
                restoreSnapshot("restore-snapshot", "restore, one snapshot, " + large, scale.large(), 6, 10),
                restoreHistory("restore-few-files", scale.fewFiles(), 3, 5),
                restoreHistory("restore-many-files", scale.manyFiles(), 3, 5),
                restoreSnapshot(
                        "restore-cold",
                        "restore, one snapshot, " + Sizes.text(scale.small()),
                        scale.small(),
                        RESTORE_COLD_RATIO,
                        RESTORE_COLD_RATIO),
                restoreGenerations(medium),
                compact(medium),
                checkpoint(medium),
                checkpointOfCopy(medium),
                check(large),
                help());
    }

    Contest verify(String id, String title, long byteCount, boolean checksums, double oneRatio, double twoRatio) {
        Input file = checksums
                ? () -> data.fileWithChecksums(byteCount)
                : () -> SampleReplica.files(data.snapshotReplica(byteCount)).get(0);
        Proof proof = Proof.exitCode();
        return new Contest(
                id,
                title,
                programs::ltx,
                () -> List.of(
                        Contestant.peer(programs.ltx().name(), PeerCommands.verify(programs.ltx(), file), proof),
                        ours(ONE, ours.verify(file, ONE), proof, oneRatio, byteCount),
                        ours(TWO, ours.verify(file, TWO), proof, twoRatio, byteCount)));
    }

    Contest restoreSnapshot(String id, String title, long byteCount, double oneRatio, double twoRatio) {
        Input replica = () -> data.snapshotReplica(byteCount);
        return restore(id, title, programs::litestream, replica, byteCount, oneRatio, twoRatio);
    }

    Contest restoreHistory(String id, int files, double oneRatio, double twoRatio) {
        String title = "restore, " + files + (files == 1 ? " file, " : " files, ") + Sizes.text(scale.medium());
        Input replica = () -> data.historyReplica(scale.medium(), scale.transactions(), files);
        return restore(id, title, programs::litestream, replica, scale.medium(), oneRatio, twoRatio);
    }

    private Contest restoreGenerations(String medium) {
        String title = "restore, layout of 0.3, " + medium;
        Input replica = () -> data.generationsReplica(scale.medium(), scale.transactions());
        return restore("restore-v3", title, programs::litestreamV3, replica, scale.medium(), 3, 3);
    }

    private Contest restore(
            String id,
            String title,
            Supplier<Program> litestream,
            Input replica,
            long byteCount,
            double oneRatio,
            double twoRatio) {
        Proof proof = Proof.bytes();
        return new Contest(
                id,
                title,
                litestream,
                () -> List.of(
                        Contestant.peer(
                                litestream.get().name(), PeerCommands.restore(litestream.get(), replica), proof),
                        ours(ONE, ours.restore(replica, ONE), proof, oneRatio, byteCount),
                        ours(TWO, ours.restore(replica, TWO), proof, twoRatio, byteCount)));
    }

    private Contest compact(String medium) {
        String title = "compact, " + scale.fewFiles() + " files, " + medium;
        Input replica = () -> data.historyReplica(scale.medium(), scale.transactions(), scale.fewFiles());
        return new Contest(
                "compact",
                title,
                programs::ltxpeer,
                () -> List.of(
                        Contestant.peer(
                                programs.ltxpeer().name(),
                                PeerCommands.compact(programs.ltxpeer(), replica),
                                Proof.pages()),
                        Contestant.ours("ltx4j", ours.compact(replica), Proof.pages(), Goal.times(3))));
    }

    private Contest checkpoint(String medium) {
        Input database = databaseWithLog();
        return new Contest(
                "checkpoint",
                "checkpoint, against SQLite in place, " + medium,
                programs::sqlite,
                () -> checkpoints(PeerCommands.checkpointInPlace(programs.sqlite(), database), database));
    }

    private Contest checkpointOfCopy(String medium) {
        Input database = databaseWithLog();
        return new Contest(
                "checkpoint-copy",
                "checkpoint into a new file, " + medium,
                programs::sqlite,
                () -> checkpoints(PeerCommands.checkpointOfCopy(programs.sqlite(), database), database));
    }

    private List<Contestant> checkpoints(Work peer, Input database) {
        return List.of(
                Contestant.peer(programs.sqlite().name(), peer, Proof.bytes()),
                Contestant.ours("ltx4j", ours.checkpoint(database), Proof.bytes(), Goal.times(1)));
    }

    private Input databaseWithLog() {
        return () -> data.databaseWithLog(scale.medium(), scale.transactions()).resolve("sample.db");
    }

    private Contest check(String large) {
        Input database = () -> data.database(scale.large());
        return new Contest(
                "check",
                "check --quick, " + large,
                programs::sqlite,
                () -> List.of(
                        Contestant.peer(
                                programs.sqlite().name(),
                                PeerCommands.quickCheck(programs.sqlite(), database),
                                Proof.printed("ok")),
                        Contestant.ours("ltx4j", ours.checkQuick(database), Proof.exitCode(), Goal.times(1))));
    }

    private Contest help() {
        return new Contest(
                "help",
                "ltx-tool --help",
                List.of(),
                () -> List.of(Contestant.ours("ltx4j", ours.help(), Proof.exitCode(), Goal.within(HELP_SECONDS))));
    }

    private static Contestant ours(int workers, Work work, Proof proof, double ratio, long databaseBytes) {
        return Contestant.ours(
                workers == 1 ? "ltx4j, 1 worker" : "ltx4j, " + workers + " workers",
                work,
                proof,
                Goal.times(ratio).inConstantMemory(databaseBytes));
    }
}
