package dev.ltx4j.bench.compare;

import java.util.List;

/**
 * Several measurements of the same.
 *
 * @param least the smallest
 * @param median the one in the middle; of an even number the mean of the two in the middle
 * @param most the largest
 */
record Spread(double least, double median, double most) {
    static Spread of(List<Double> values) {
        if (values.isEmpty()) {
            throw new IllegalArgumentException("nothing was measured");
        }
        double[] sorted =
                values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        int middle = sorted.length / 2;
        double median = sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
        return new Spread(sorted[0], median, sorted[sorted.length - 1]);
    }
}
