package dev.ltx4j.bench.compare;

import java.util.ArrayList;
import java.util.List;

/**
 * Gives values their places in a picture.
 *
 * @param from the value at {@code start}
 * @param to the value at {@code end}
 * @param start a place, in pixels
 * @param end a place, in pixels; smaller than {@code start} where values grow upwards
 * @param isLogarithmic whether equal distances are equal factors; values are more than 0 then
 */
record Axis(double from, double to, double start, double end, boolean isLogarithmic) {
    static Axis logarithmic(double from, double to, double start, double end) {
        return new Axis(from, to, start, end, true);
    }

    static Axis linear(double from, double to, double start, double end) {
        return new Axis(from, to, start, end, false);
    }

    /** A logarithmic axis for values in between, from one round value to another. */
    static Axis roundLogarithmic(double least, double most, double start, double end) {
        double from = Math.pow(10, Math.floor(Math.log10(least)));
        double to = Math.pow(10, Math.ceil(Math.log10(Math.max(most, least * 2))));
        for (double tick : logarithmic(from, to, start, end).ticks()) {
            from = tick <= least ? Math.max(from, tick) : from;
            to = tick >= most ? Math.min(to, tick) : to;
        }
        return logarithmic(from, to, start, end);
    }

    /** Values beyond the ends are put at the ends. */
    double place(double value) {
        double share = isLogarithmic ? Math.log(value / from) / Math.log(to / from) : (value - from) / (to - from);
        return start + Math.max(0, Math.min(1, share)) * (end - start);
    }

    /** Round values to draw lines at: 1, 2 and 5 of each power of ten, or four to eight equal steps. */
    List<Double> ticks() {
        List<Double> ticks = new ArrayList<>();
        if (isLogarithmic) {
            for (int power = (int) Math.floor(Math.log10(from)); Math.pow(10, power) <= to; power++) {
                for (int digit : new int[] {1, 2, 5}) {
                    addIfInside(ticks, digit * Math.pow(10, power));
                }
            }
        } else {
            double step = Math.pow(10, Math.floor(Math.log10(to - from)));
            if ((to - from) / step < 4) {
                step /= (to - from) / step < 2 ? 5 : 2;
            }
            for (double tick = Math.ceil(from / step) * step; tick <= to * (1 + 1e-9); tick += step) {
                addIfInside(ticks, tick);
            }
        }
        return ticks;
    }

    private void addIfInside(List<Double> ticks, double tick) {
        if (tick >= from * (1 - 1e-9) && tick <= to * (1 + 1e-9)) {
            ticks.add(tick);
        }
    }
}
