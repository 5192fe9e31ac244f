package com.example.changepage;

import dev.ltx4j.ltx.LtxReader;
import dev.ltx4j.ltx.LtxSummary;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;

/** Page 1 of a database, and the file that it was read from. */
record FirstPage(byte[] page, LtxSummary summary) {
    /** Where PRAGMA user_version stands, big-endian: SQLite file format, section 1.3. */
    private static final int USER_VERSION = 60;

    /** Reads a snapshot to its end. What its pages say counts only because {@code finish} returns. */
    static FirstPage read(Path snapshot) throws IOException {
        try (LtxReader reader = LtxReader.open(Files.newInputStream(snapshot), snapshot.toString())) {
            byte[] first = {};
            while (reader.nextPage()) {
                if (reader.pageNumber() == 1) {
                    first = reader.page().clone(); // the reader uses the array again for the next page
                }
            }
            return new FirstPage(first, reader.finish());
        }
    }

    int userVersion() {
        return ByteBuffer.wrap(page).getInt(USER_VERSION);
    }

    FirstPage withUserVersion(int version) {
        byte[] changed = page.clone();
        ByteBuffer.wrap(changed).putInt(USER_VERSION, version);
        return new FirstPage(changed, summary);
    }
}
