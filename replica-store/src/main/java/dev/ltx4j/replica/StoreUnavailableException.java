package dev.ltx4j.replica;

import java.io.IOException;

/** The source cannot be read at all: it is not there, forbidden, or out of reach. Nothing is said about its content. */
public final class StoreUnavailableException extends IOException {
    private static final long serialVersionUID = 1L;

    /** Why a store cannot be read. */
    public enum Reason {
        /** There is no such folder or bucket. */
        NOT_FOUND,
        /** The user may not read it. */
        FORBIDDEN,
        /** It did not answer, or broke off. */
        UNREACHABLE
    }

    /** What {@link #reason} gives. */
    private final Reason reason;

    /**
     * Says why the store cannot be read, with the exception that told it.
     *
     * @param reason the kind of trouble
     * @param message names the place and says what to do
     * @param cause the exception that told it
     */
    public StoreUnavailableException(Reason reason, String message, Throwable cause) {
        super(message, cause);
        this.reason = reason;
    }

    /**
     * The same without a cause.
     *
     * @param reason what kind of obstacle
     * @param message says what was tried, and what to do
     */
    public StoreUnavailableException(Reason reason, String message) {
        super(message);
        this.reason = reason;
    }

    /** {@return why the store cannot be read} */
    public Reason reason() {
        return reason;
    }
}
