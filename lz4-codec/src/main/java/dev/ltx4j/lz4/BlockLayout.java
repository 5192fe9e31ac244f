package dev.ltx4j.lz4;

/**
 * The layout of an LZ4 block: a list of sequences, each a token, more length bytes, literals, a match's offset and more
 * length bytes.
 *
 * <pre>
 * token           1 byte; high four bits: literal count; low four bits: match length less 4
 * literal length  if the four bits are 15: bytes that are added, up to and with the first that is not 255
 * literals        as many bytes as counted
 * offset          2 bytes, little-endian: how far back the match starts, 1 … 65535
 * match length    if the four bits are 15: bytes that are added, as above
 * </pre>
 *
 * The last sequence ends with its literals. Encoders leave at least five bytes as literals at the end and start no match
 * within the last twelve; decoders may rely on it, and the reference's does.
 */
final class BlockLayout {
    static final int LITERAL_LENGTH_SHIFT = 4;
    static final int MATCH_LENGTH_MASK = 0xF;

    /** The value of four length bits that says that length bytes follow. */
    static final int LENGTH_CONTINUES = 15;

    /** The value of a length byte that says that another follows. */
    static final int LENGTH_BYTE_MAX = 255;

    static final int OFFSET_SIZE = 2;
    static final int MAX_OFFSET = 65535;
    static final int MIN_MATCH = 4;

    /** The last so many bytes of a block's content are literals. */
    static final int LAST_LITERALS = 5;

    /** No match starts in the last so many bytes of a block's content. */
    static final int NO_MATCH_START = 12;

    /** The fewest bytes a block has behind the literals of a sequence that is not its last. */
    static final int LEAST_BEHIND_LITERALS = OFFSET_SIZE + 1 + LAST_LITERALS;

    /** The fewest bytes a block has behind the match of a sequence: the last token and its literals. */
    static final int LEAST_BEHIND_MATCH = 1 + LAST_LITERALS;

    private BlockLayout() {}
}
