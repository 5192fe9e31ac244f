package dev.ltx4j.restore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ltx4j.fixtures.disk.DiskImage;
import dev.ltx4j.fixtures.disk.Fault;
import dev.ltx4j.fixtures.disk.FileImage;
import dev.ltx4j.fixtures.disk.Loss;
import dev.ltx4j.fixtures.disk.ProcessDied;
import dev.ltx4j.fixtures.disk.SimulatedDisk;
import dev.ltx4j.sqlite.OutputRefusedException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A restore to a disk that fails, dies or forgets at every call in turn: the target is absent, old or complete, and what
 * existed is still somewhere as long as it is not complete. Whatever a crash leaves, the next restore succeeds and sweeps
 * up.
 */
class RestoreCrashTest {
    private static final String DB = CrashScenario.DB;

    /** In the short run each fifth read or write fails. */
    private static final int FEW = 5;

    @TempDir
    private Path scratch;

    private int points;
    private final Set<String> seen = new TreeSet<>();

    @Test
    void whateverTheDiskDoesTheTargetIsAbsentOrOldOrComplete() throws Exception {
        for (CrashScenario scenario : CrashScenario.few(scratch)) {
            crashEverywhere(scenario, 3, FEW);
        }
        assertThat(points).isGreaterThan(3000);
        assertThat(seen).containsExactly("absent", "complete", "old");
    }

    @Test
    @Tag("exhaustive")
    void whateverTheDiskDoesInManyRestoresTheTargetIsAbsentOrOldOrComplete() throws Exception {
        for (CrashScenario scenario : CrashScenario.all(scratch)) {
            crashEverywhere(scenario, 12, 1);
        }
        System.out.println("crash points: " + points);
        assertThat(points).isGreaterThan(10_000);
        assertThat(seen).containsExactly("absent", "complete", "old");
    }

    /** @param step reads and writes in the middle are alike: of them, only each so-manieth fails */
    private void crashEverywhere(CrashScenario scenario, int randomLosses, int step) throws Exception {
        SimulatedDisk disk = new SimulatedDisk(scenario.diskBefore(), Fault.NONE);
        scenario.run(disk);
        assertComplete(scenario, disk.image(), scenario + " without a fault");
        Random random = new Random(scenario.name().hashCode());
        losePower(scenario, disk, randomLosses, random);
        shortTransfers(scenario, random);
        List<String> calls = disk.calls();
        for (int call = 0; call < calls.size(); call++) {
            if (call % step != 0 && calls.get(call).matches("(read|write|size) .*")) {
                continue;
            }
            String what = scenario + " at " + call + ": " + calls.get(call);
            for (Fault.Kind kind : Fault.Kind.values()) {
                Fault once = new Fault(call, kind, false);
                if (kind == Fault.Kind.DEATH) {
                    die(scenario, once, random, what + " " + once);
                } else {
                    fail(scenario, once, what + " " + once);
                    Fault forGood = new Fault(call, kind, true);
                    fail(scenario, forGood, what + " " + forGood);
                }
            }
        }
    }

    /** Nothing may depend on how much a single read or write does. */
    private void shortTransfers(CrashScenario scenario, Random random) throws Exception {
        SimulatedDisk disk = new SimulatedDisk(scenario.diskBefore(), Fault.NONE).withShortTransfers(random);
        scenario.run(disk);
        points++;
        assertComplete(scenario, disk.image(), scenario + " with short transfers");
        losePower(scenario, disk, 1, random);
    }

    private void losePower(CrashScenario scenario, SimulatedDisk disk, int randomLosses, Random random) {
        for (int count = 0; count <= disk.changeCount(); count++) {
            String what = scenario + " without power after change " + count;
            assertIntact(scenario, disk.after(count, Loss.NOTHING, random), what);
            assertIntact(scenario, disk.after(count, Loss.EVERYTHING, random), what);
            for (int i = 0; i < randomLosses; i++) {
                assertIntact(scenario, disk.after(count, Loss.ANYTHING, random), what);
            }
        }
        // It has been reported as done: then nothing can take it away.
        DiskImage last = disk.after(disk.changeCount(), Loss.EVERYTHING, random);
        assertThat(stateOf(scenario, last)).as(scenario + " when all is done").isEqualTo("complete");
    }

    /** The process is gone, the power too, and the next one begins where that ends. */
    private void die(CrashScenario scenario, Fault fault, Random random, String what) throws Exception {
        SimulatedDisk disk = new SimulatedDisk(scenario.diskBefore(), fault);
        try {
            scenario.run(disk);
        } catch (ProcessDied e) {
            assertThat(disk.faultWasMet()).isTrue();
        }
        assertIntact(scenario, disk.image(), what);
        Loss loss = Loss.values()[random.nextInt(Loss.values().length)];
        DiskImage left = disk.after(disk.changeCount(), loss, random);
        assertIntact(scenario, left, what + ", losing " + loss);
        SimulatedDisk inVain = new SimulatedDisk(left, Fault.NONE);
        scenario.repeatInVain(inVain);
        assertIntact(scenario, inVain.image(), what + ", and once more in vain");
        SimulatedDisk next = new SimulatedDisk(left, Fault.NONE);
        scenario.repeat(next);
        assertComplete(scenario, next.image(), what + ", and once more");
    }

    private void fail(CrashScenario scenario, Fault fault, String what) throws Exception {
        SimulatedDisk disk = new SimulatedDisk(scenario.diskBefore(), fault);
        IOException failure = null;
        try {
            scenario.run(disk);
        } catch (IOException e) {
            failure = e;
        }
        DiskImage found = disk.image();
        assertIntact(scenario, found, what);
        List<String> calls = disk.calls();
        String failed = disk.faultWasMet() ? calls.get(fault.call()) : "nothing";
        if (failure != null) {
            assertThat(failure.getMessage()).as(what).contains(disk.path(DB).toString());
            assertThat(failure).as(what).isInstanceOf(OutputRefusedException.class);
        } else {
            assertThat(stateOf(scenario, found)).as(what).isEqualTo("complete");
            DiskImage left = disk.after(disk.changeCount(), Loss.EVERYTHING, new Random(0));
            assertThat(stateOf(scenario, left)).as(what + " and done").isEqualTo("complete");
        }
        Set<String> leftovers = new TreeSet<>(found.names());
        leftovers.removeAll(scenario.before().keySet());
        leftovers.remove(DB);
        if (failure != null && failure.getMessage().contains("in its place")) {
            // The old one is kept as long as it is not certain that the new one is on the disk.
            assertThat(stateOf(scenario, found)).as(what).isEqualTo("complete");
            leftovers.removeIf(name -> name.contains(".old"));
        }
        // What cannot be deleted stays, for the next run.
        if (!fault.forGood() && !failed.startsWith("delete")) {
            assertThat(leftovers).as(what + ": " + failure).isEmpty();
        }
    }

    private void assertComplete(CrashScenario scenario, DiskImage found, String what) {
        assertThat(stateOf(scenario, found)).as(what).isEqualTo("complete");
        assertThat(found.names()).as(what).containsExactly(DB);
    }

    private void assertIntact(CrashScenario scenario, DiskImage found, String what) {
        points++;
        String state = stateOf(scenario, found);
        assertThat(state).as(what + ": " + found.names()).isNotEqualTo("broken");
        seen.add(state);
        if (!state.equals("complete")) {
            List<byte[]> there = new ArrayList<>();
            found.files().values().forEach(file -> there.add(file.bytes()));
            for (Map.Entry<String, byte[]> old : scenario.before().entrySet()) {
                assertThat(there.stream().anyMatch(bytes -> Arrays.equals(bytes, old.getValue())))
                        .as(what + ": " + old.getKey() + " is not lost; there are " + found.names())
                        .isTrue();
            }
        }
    }

    /** An old database counts only with its companions, and a new one only without those of the old one. */
    private static String stateOf(CrashScenario scenario, DiskImage found) {
        FileImage target = found.file(DB).orElse(null);
        if (target == null) {
            return "absent";
        }
        if (Arrays.equals(target.bytes(), scenario.expected())) {
            boolean isAlone = scenario.before().keySet().stream()
                    .noneMatch(name -> !name.equals(DB) && found.file(name).isPresent());
            return isAlone && target.access().equals(scenario.expectedAccess()) ? "complete" : "broken";
        }
        boolean isOld = scenario.before().containsKey(DB)
                && scenario.before().entrySet().stream()
                        .allMatch(old -> found.file(old.getKey())
                                .filter(file -> Arrays.equals(file.bytes(), old.getValue()))
                                .isPresent());
        return isOld ? "old" : "broken";
    }
}
