package dev.ltx4j.lz4;

import java.util.Optional;

/**
 * Which decoder those take that leave the choice to the user: the one in plain Java, unless the system property {@value
 * #PROPERTY} asks for native code. It is read once, when the first block is to be decoded.
 *
 * <p>A wish that cannot be met stops nothing: blocks are decoded in plain Java then, and {@link #trouble} says why.
 */
public final class Lz4Choice {
    /** The name of the system property. */
    public static final String PROPERTY = "ltx4j.lz4";

    /** The property's value for native code. */
    public static final String NATIVE = "native";

    /** The property's value for plain Java; the same as none. */
    public static final String JAVA = "java";

    private static volatile boolean made;

    private Lz4Choice() {}

    /**
     * What a wish came to.
     *
     * @param trouble why the decoder is not the one wished for
     */
    record Outcome(Lz4BlockDecoder decoder, Optional<String> trouble) {
        static Outcome javaBecause(String trouble) {
            return new Outcome(Lz4BlockDecoder.pureJava(), Optional.of(trouble + "; pages are decoded in plain Java"));
        }
    }

    /** The user's choice, made when somebody asks. */
    private static final class Made {
        static final Outcome OUTCOME = of(System.getProperty(PROPERTY, JAVA));

        static {
            made = true;
        }
    }

    static Outcome of(String wish) {
        if (wish.equals(JAVA)) {
            return new Outcome(Lz4BlockDecoder.pureJava(), Optional.empty());
        }
        if (!wish.equals(NATIVE)) {
            return Outcome.javaBecause(
                    "there is no LZ4 decoder \"" + wish + "\", only \"" + JAVA + "\" and \"" + NATIVE + "\"");
        }
        try {
            return new Outcome(Lz4BlockDecoder.nativeCode(), Optional.empty());
        } catch (UnsupportedOperationException e) {
            return Outcome.javaBecause(String.valueOf(e.getMessage()));
        }
    }

    /** {@return the decoder that the user has chosen} */
    public static Lz4BlockDecoder decoder() {
        return Made.OUTCOME.decoder();
    }

    /**
     * {@return why it is not the one that was asked for, a sentence for the user; empty if it is, or if nothing has been
     * decoded}
     */
    public static Optional<String> trouble() {
        return made ? Made.OUTCOME.trouble() : Optional.empty();
    }
}
