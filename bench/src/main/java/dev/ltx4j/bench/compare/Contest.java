package dev.ltx4j.bench.compare;

import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * The same work for several contestants.
 *
 * @param id what {@code --only} calls it; the points of a curve share one
 * @param title what is done, and to how much
 * @param needs the programs that it needs
 * @param field who takes part, the yardstick first, if there is one; asked for if all programs are there
 */
record Contest(String id, String title, List<Supplier<Program>> needs, Supplier<List<Contestant>> field) {
    Contest(String id, String title, Supplier<Program> needs, Supplier<List<Contestant>> field) {
        this(id, title, List.of(needs), field);
    }

    /** Why there can be no contest here; empty if there can. */
    String missing() {
        return needs.stream()
                .map(Supplier::get)
                .filter(program -> !program.isThere())
                .map(Program::missing)
                .collect(Collectors.joining("; "));
    }
}
