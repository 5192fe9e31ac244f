package dev.ltx4j.v3;

import java.time.Instant;

/** A file of the generations layout. */
public sealed interface GenerationFile permits Snapshot, WalSegment {
    /** {@return the generation it belongs to, 16 lower-case hexadecimal digits} */
    String generation();

    /** {@return the index of the WAL that it holds a part of, or that continues it; 0 to 4294967295} */
    long index();

    /** {@return the size of the compressed file in bytes} */
    long size();

    /** {@return when it was created, according to the store} */
    Instant created();

    /** {@return its key in the store} */
    String key();
}
