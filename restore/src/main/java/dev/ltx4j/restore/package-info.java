/**
 * What a replica holds, which files make a state, writing that state, and verifying it.
 *
 * <p>A restore goes this way; each step is a type, and only the first, second and last open files:
 *
 * <ol>
 *   <li>{@link dev.ltx4j.restore.ReplicaListing} — the LTX files of a store, by level; both key layouts are recognised.
 *   <li>{@link dev.ltx4j.restore.CreationTimes} — whose times say when they were made: the store's, or their headers'.
 *   <li>{@link dev.ltx4j.restore.TimeCutoffs} — a timestamp turned into files; behind it there is no time any more.
 *   <li>{@link dev.ltx4j.restore.RestorePlanner} — listing, cutoffs and target in, an {@link
 *       dev.ltx4j.restore.LtxPlan} or an {@link dev.ltx4j.restore.UnrestorableException} out. Where the store also holds
 *       generations of the 0.3 layout, {@code LayoutChooser} decides between the two.
 *   <li>{@code LtxStateWriter} — newest file first, each page once, every file verified to its end; pages of newer files
 *       wait for the snapshot ({@code PageStage}). A {@link
 *       dev.ltx4j.restore.GenerationPlan} is written by {@link dev.ltx4j.v3.GenerationWriter}.
 *   <li>{@link dev.ltx4j.restore.Restorer} — puts it together and publishes the database at once.
 * </ol>
 *
 * <p>{@link dev.ltx4j.restore.ReplicaVerifier} reads all of a replica without writing anything.
 */
@NullMarked
package dev.ltx4j.restore;

import org.jspecify.annotations.NullMarked;
