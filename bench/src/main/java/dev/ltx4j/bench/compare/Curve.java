package dev.ltx4j.bench.compare;

import java.io.IOException;
import java.util.List;

/**
 * The same contest with more and more to do.
 *
 * @param id what {@code --only} calls it
 * @param title what is done
 * @param axis what grows
 * @param points in growing order
 */
record Curve(String id, String title, String axis, List<Point> points) {
    /**
     * A place on a curve.
     *
     * @param x the place
     * @param label the place, for people
     * @param contest what runs there
     * @param diskBytes how much room its data and one output need
     * @param cleanup deletes data that nothing else needs
     */
    record Point(double x, String label, Contest contest, long diskBytes, Cleanup cleanup) {}

    /** See {@link Point#cleanup}. */
    interface Cleanup {
        void run() throws IOException;
    }

    /**
     * A curve with its outcomes, one for each point.
     *
     * @param curve which
     * @param outcomes in the order of its points
     */
    record Measured(Curve curve, List<Outcome> outcomes) {}
}
