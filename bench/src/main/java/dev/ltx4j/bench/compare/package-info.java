/**
 * {@code bench/compare}: this project's commands and the Go tools do the same work on the same data, in turn, as whole
 * processes, and what that took is put side by side.
 *
 * <p>The way through: {@link dev.ltx4j.bench.compare.CompareCommand} reads the options, {@link
 * dev.ltx4j.bench.compare.Programs} finds the tools, {@link dev.ltx4j.bench.compare.SampleData} makes the data from a seed,
 * {@link dev.ltx4j.bench.compare.Contests} says what is compared, {@link dev.ltx4j.bench.compare.ContestRunner} runs it,
 * and the reports write it down.
 */
@NullMarked
package dev.ltx4j.bench.compare;

import org.jspecify.annotations.NullMarked;
