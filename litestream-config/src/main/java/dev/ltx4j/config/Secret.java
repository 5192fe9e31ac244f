package dev.ltx4j.config;

import dev.ltx4j.replica.Experimental;

/** A text that is printed as {@code ***}. Immutable. */
@Experimental
public final class Secret {
    private final String value;

    /**
     * Keeps a text from being printed.
     *
     * @param value the secret
     */
    public Secret(String value) {
        this.value = value;
    }

    /** {@return the secret itself, for whoever needs it} */
    public String reveal() {
        return value;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Secret secret && secret.value.equals(value);
    }

    @Override
    public int hashCode() {
        return value.hashCode();
    }

    @Override
    public String toString() {
        return "***";
    }
}
