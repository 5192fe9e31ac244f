package dev.ltx4j.bench.compare;

/**
 * Who takes part in a contest.
 *
 * @param name as in the tables
 * @param isOurs whether it is a command of this project
 * @param work what it does
 * @param proof what is looked at afterwards
 * @param goal what it is to reach
 */
record Contestant(String name, boolean isOurs, Work work, Proof proof, Goal goal) {
    /** A program of others. The first of a contest is the yardstick. */
    static Contestant peer(String name, Work work, Proof proof) {
        return new Contestant(name, false, work, proof, Goal.NONE);
    }

    static Contestant ours(String name, Work work, Proof proof, Goal goal) {
        return new Contestant(name, true, work, proof, goal);
    }
}
