package dev.ltx4j.replica.s3;

import java.io.IOException;

/** An answer came, but it is not one to what was asked. */
final class UnfitAnswerException extends IOException {
    private static final long serialVersionUID = 1L;

    /** @param message goes behind the name of the replica */
    UnfitAnswerException(String message) {
        super(message);
    }
}
