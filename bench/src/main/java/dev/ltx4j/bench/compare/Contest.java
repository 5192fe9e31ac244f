package dev.ltx4j.bench.compare;

import java.io.IOException;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * The same work for several contestants.
 *
 * @param id what {@code --only} calls it; for a point of a curve also the place on it
 * @param title what is done, and to how much
 * @param needs the programs that it needs
 * @param field makes the data, if it is not there, and says who takes part: the yardstick first, if there is one
 */
record Contest(String id, String title, List<Supplier<Program>> needs, Field field) {
    /** See {@link Contest#field}. */
    interface Field {
        List<Contestant> contestants() throws IOException;
    }

    Contest(String id, String title, Supplier<Program> needs, Field field) {
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
