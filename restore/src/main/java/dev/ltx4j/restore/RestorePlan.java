package dev.ltx4j.restore;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Which files make a state, in the order in which they apply: LTX files, or those of an 0.3 generation. */
public sealed interface RestorePlan permits LtxPlan, GenerationPlan {
    /** When the newest file of the plan was made. */
    Instant reachedTime();

    /** The size of all its files, in bytes: what a restore has to read. */
    long inputBytes();

    /** The hole that the plan ends at, where that was allowed and what was asked for lies behind it. */
    Optional<Gap> gap();

    /** The files that would have been used if they were whole, as far as it is known. */
    List<BypassedFile> bypassed();
}
