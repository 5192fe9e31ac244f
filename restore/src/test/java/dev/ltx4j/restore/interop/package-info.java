/**
 * Tests beside the real programs: Litestream replicates a database while it is written to, and both sides restore it.
 *
 * <p>{@link dev.ltx4j.fixtures.live.RandomWriter} writes, {@link dev.ltx4j.fixtures.live.Replication} runs
 * Litestream, {@link dev.ltx4j.restore.interop.LiveReplica} puts the same question to both sides. Nothing here knows how
 * ours works inside. The programs are found by {@link dev.ltx4j.fixtures.live.GoTools}; where one is missing, its tests
 * say so and are skipped.
 */
@NullMarked
package dev.ltx4j.restore.interop;

import org.jspecify.annotations.NullMarked;
