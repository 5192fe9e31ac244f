/**
 * The generations layout of Litestream 0.3: a snapshot of the database file, and the WAL that was written since, in
 * segments, each file an LZ4 frame.
 *
 * <p>{@link dev.ltx4j.v3.GenerationListing} is what a replica holds, {@link dev.ltx4j.v3.GenerationPlanner} chooses the
 * files that make a state, {@link dev.ltx4j.v3.GenerationWriter} writes that state, and {@link
 * dev.ltx4j.v3.GenerationVerifier} reads everything and says what is wrong with it.
 */
@NullMarked
package dev.ltx4j.v3;

import org.jspecify.annotations.NullMarked;
