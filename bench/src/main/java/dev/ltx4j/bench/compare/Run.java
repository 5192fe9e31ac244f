package dev.ltx4j.bench.compare;

/**
 * One run of a command to its end.
 *
 * @param seconds from its start until it was gone, what it did at the disk included
 * @param peakBytes the most memory that it had resident at one time; 0 if that cannot be told on this system
 * @param proof what it made of the data: equal for two runs that came to the same
 */
record Run(double seconds, long peakBytes, String proof) {}
