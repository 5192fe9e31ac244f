package dev.ltx4j.replica.s3;

import dev.ltx4j.fixtures.s3.FaultProxy;
import dev.ltx4j.fixtures.s3.NetworkFault;
import java.util.List;
import java.util.Random;

/** Some answers of a run go wrong, in bursts now and then. From a seed; what meets what depends on threads too. */
final class RandomFaults implements FaultProxy.Choice {
    private static final int ONE_IN = 4;
    private static final int LONGEST_BURST = 4;
    /** Each costs a timeout, so they come less often. */
    private static final List<NetworkFault> SLOW = List.of(NetworkFault.STALL, NetworkFault.STALL_AT_ONCE);

    private final Random random;
    private final List<NetworkFault> kinds;
    private NetworkFault burst;
    private int left;

    RandomFaults(long seed, List<NetworkFault> kinds) {
        this.random = new Random(seed);
        this.kinds = kinds;
    }

    @Override
    public synchronized NetworkFault next(String request) {
        if (left > 0) {
            left--;
            return burst;
        }
        if (random.nextInt(ONE_IN) != 0) {
            return null;
        }
        NetworkFault fault = kinds.get(random.nextInt(kinds.size()));
        if (SLOW.contains(fault) && random.nextInt(3) != 0) {
            return null;
        }
        burst = fault;
        left = fault.comesInBursts() ? random.nextInt(LONGEST_BURST) : 0;
        return fault;
    }

    synchronized int below(int bound) {
        return random.nextInt(bound);
    }
}
