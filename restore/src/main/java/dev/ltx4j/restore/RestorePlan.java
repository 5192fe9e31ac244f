package dev.ltx4j.restore;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Which files make a state, in the order in which they apply: LTX files, or those of an 0.3 generation. */
public sealed interface RestorePlan permits LtxPlan, GenerationPlan {
    /** {@return when the newest file of the plan was made} */
    Instant reachedTime();

    /** {@return the size of all its files, in bytes: what a restore has to read} */
    long inputBytes();

    /** {@return the hole that the plan ends at, where that was allowed and what was asked for lies behind it} */
    Optional<Gap> gap();

    /** {@return the files that would have been used if they were whole, as far as it is known} */
    List<BypassedFile> bypassed();
}
