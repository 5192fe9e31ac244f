package dev.ltx4j.tool;

import dev.ltx4j.ltx.LtxHeader;
import java.io.IOException;
import java.util.HexFormat;

/** The fields of an LTX header, one after another, with the names that they have in output for programs. */
final class LtxFields {
    private static final HexFormat HEX = HexFormat.of();

    private LtxFields() {}

    /** Is told the fields. Values are {@link String} or {@link Long}. */
    interface Visitor {
        void field(String name, Object value) throws IOException;
    }

    static void visit(LtxHeader header, Visitor visitor) throws IOException {
        visitor.field("flags", "0x" + HEX.toHexDigits(header.flags()));
        visitor.field("page_size", (long) header.pageSize().bytes());
        visitor.field("commit", header.commit());
        visitor.field("min_txid", header.range().min().toString());
        visitor.field("max_txid", header.range().max().toString());
        visitor.field("timestamp", Moment.format(header.timestamp()));
        visitor.field("pre_apply_checksum", HEX.toHexDigits(header.preApplyChecksum()));
        visitor.field("wal_offset", header.walOffset());
        visitor.field("wal_size", header.walSize());
        visitor.field("wal_salt1", HEX.toHexDigits(header.walSalt1()));
        visitor.field("wal_salt2", HEX.toHexDigits(header.walSalt2()));
        visitor.field("node_id", HEX.toHexDigits(header.nodeId()));
    }

    /** 16 hexadecimal digits. */
    static String checksum(long checksum) {
        return HEX.toHexDigits(checksum);
    }
}
