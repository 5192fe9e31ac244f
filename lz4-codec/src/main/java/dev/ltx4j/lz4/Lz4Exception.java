package dev.ltx4j.lz4;

import java.io.IOException;

/** LZ4 data that cannot be decoded: which of three ways it is wrong, and where. */
public final class Lz4Exception extends IOException {
    private static final long serialVersionUID = 1L;

    /** In which way the data is wrong. */
    public enum Kind {
        /** It breaks a rule of the format, or it ends too early. */
        MALFORMED,
        /** It may be right, but is of a kind that is not read here: a dictionary, a legacy or skippable frame. */
        UNSUPPORTED,
        /** It has the right form, and a checksum that does not fit. */
        CHECKSUM_MISMATCH
    }

    /** What {@link #kind} gives. */
    private final Kind kind;

    /** What {@link #inputOffset} gives. */
    private final long inputOffset;

    /** What {@link #detail} gives. */
    private final String detail;

    Lz4Exception(Kind kind, long inputOffset, String detail) {
        super("LZ4: " + detail + " (at input byte " + inputOffset + ")");
        this.kind = kind;
        this.inputOffset = inputOffset;
        this.detail = detail;
    }

    static Lz4Exception malformed(long inputOffset, String detail) {
        return new Lz4Exception(Kind.MALFORMED, inputOffset, detail);
    }

    /** {@return in which way the data is wrong} */
    public Kind kind() {
        return kind;
    }

    /**
     * {@return where the trouble was noticed: an index of the array that was handed in, or for streams the number of
     * bytes since the stream was handed in}
     */
    public long inputOffset() {
        return inputOffset;
    }

    /** {@return what is wrong, without the input offset that the message adds} */
    public String detail() {
        return detail;
    }

    /** The same trouble, seen by somebody who counts input bytes from elsewhere. */
    Lz4Exception movedBy(long byteCount) {
        Lz4Exception moved = new Lz4Exception(kind, inputOffset + byteCount, detail);
        moved.initCause(this);
        return moved;
    }
}
