package dev.ltx4j.bench.compare;

import java.time.LocalDateTime;
import java.util.List;
import java.util.Random;

/** What stands in the columns of a {@link SampleDatabase}: words that return, and numbers and references that do not. */
final class SampleText {
    private static final List<String> STATES = List.of("open", "paid", "packed", "delivered", "returned", "cancelled");

    private static final List<String> PHRASES = List.of(
            "the customer asked for delivery before noon",
            "please ring twice",
            "leave the parcel with the neighbour",
            "invoice goes to the head office, not to the warehouse",
            "gift wrapping, blue paper, no price tag inside",
            "second half follows when the article is back in stock",
            "paid in advance",
            "damaged on arrival, see attachment");

    private static final String SYMBOLS = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-_";
    private static final int REFERENCE_LENGTH = 20;
    private static final LocalDateTime FIRST = LocalDateTime.of(2021, 1, 1, 0, 0);
    private static final int SECONDS_BETWEEN_ORDERS = 41;

    private final Random random;

    SampleText(Random random) {
        this.random = random;
    }

    /** When an order was placed; they are placed one after another. */
    String time(int order) {
        return FIRST.plusSeconds((long) order * SECONDS_BETWEEN_ORDERS).toString();
    }

    String state() {
        return STATES.get(random.nextInt(STATES.size()));
    }

    /** A key of another system: nothing that repeats itself. */
    String reference() {
        StringBuilder reference = new StringBuilder(REFERENCE_LENGTH);
        for (int i = 0; i < REFERENCE_LENGTH; i++) {
            reference.append(SYMBOLS.charAt(random.nextInt(SYMBOLS.length())));
        }
        return reference.toString();
    }

    /** One to four phrases, each about a number of its own. */
    String note() {
        StringBuilder note = new StringBuilder();
        for (int phrases = 1 + random.nextInt(4); phrases > 0; phrases--) {
            note.append(PHRASES.get(random.nextInt(PHRASES.size())))
                    .append(" #")
                    .append(random.nextInt(100_000))
                    .append("; ");
        }
        return note.toString();
    }
}
