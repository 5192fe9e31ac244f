package dev.ltx4j.restore;

import java.time.Instant;

/** Which files make a state, in the order in which they apply. */
public sealed interface RestorePlan permits LtxPlan {
    /** When the newest file of the plan was made. */
    Instant reachedTime();
}
