/**
 * Benchmarks of the libraries, for JMH. {@code bench/run} builds and runs them and takes JMH's arguments: {@code bench/run
 * -l} lists them, {@code -prof gc} tells what they allocate. What they measured so far is in {@code bench/README.md}.
 *
 * <p>All work on arrays in memory; whole commands, their start and the disk are measured by {@link
 * dev.ltx4j.bench.compare}.
 */
package dev.ltx4j.bench;
