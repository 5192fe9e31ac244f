package dev.ltx4j.replica.s3;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;

/** What goes wrong in a server. The basic one does everything right. */
class Faults {
    static final Faults NONE = new Faults();

    /** Answers with an error, or not at all; true if so. */
    boolean refuse(S3Server server, HttpExchange exchange, String kind) throws IOException {
        return false;
    }

    /** How much of a body is sent. */
    int cut(String kind, int byteCount) {
        return byteCount;
    }

    /** What happens behind the part that was sent. */
    void afterCut() throws IOException {}

    String tag(String tag) {
        return tag;
    }
}
