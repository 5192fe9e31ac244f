package dev.ltx4j.tool;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.ltx4j.ltx.Txid;
import dev.ltx4j.restore.DatabaseFingerprint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Holds a database against the receipt of its restore.
 *
 * @param receipt the receipt
 * @param database the database
 * @param differences what differs, nothing if it is the same to the byte
 */
record ReceiptCheck(Path receipt, Path database, List<Difference> differences) {
    private static final String MAY_DIFFER = "a database that was opened by SQLite since may differ without any damage";

    /** One thing that the receipt says otherwise. */
    record Difference(String what, String expected, String actual) {
        @Override
        public String toString() {
            return what + " " + actual + " instead of " + expected;
        }
    }

    static ReceiptCheck of(Path receipt, Path database) throws IOException {
        DatabaseFingerprint expected = ReceiptFile.read(receipt);
        List<Difference> differences = new ArrayList<>();
        long size = Files.size(LtxFiles.existing(database));
        compare(differences, "size", expected.bytes(), size);
        // Only a file of whole pages can be told by its sums.
        if (size % expected.pageSize().bytes() == 0) {
            DatabaseFingerprint actual = DatabaseFingerprint.of(database, expected.pageSize());
            compare(differences, "sha256", expected.sha256(), actual.sha256());
            compare(differences, "checksum", new Txid(expected.checksum()), new Txid(actual.checksum()));
        }
        return new ReceiptCheck(receipt, database, List.copyOf(differences));
    }

    private static void compare(List<Difference> differences, String what, Object expected, Object actual) {
        if (!expected.equals(actual)) {
            differences.add(new Difference(what, expected.toString(), actual.toString()));
        }
    }

    /** Prints the result, and gives the exit code. */
    int print(Console console, boolean json) {
        if (json) {
            JsonOutput.print(console.out(), VerifyCommand.NAME, this::write);
        } else if (differences.isEmpty()) {
            console.out().println(database + ": as " + receipt + " says, to the byte");
        }
        if (differences.isEmpty()) {
            return ExitCode.DONE;
        }
        console.err().println(VerifyCommand.NAME + ": " + failure().message());
        return failure().exitCode();
    }

    private Failure failure() {
        String what = differences.stream().map(Difference::toString).collect(Collectors.joining(", "));
        return new Failure(
                ExitCode.DAMAGE,
                "receipt_mismatch",
                database + " is not what " + receipt + " says: " + what + "; " + MAY_DIFFER,
                json -> json.writeStringField("file", database.toString()));
    }

    private void write(JsonGenerator json) throws IOException {
        json.writeStringField("receipt", receipt.toString());
        json.writeStringField("database", database.toString());
        json.writeBooleanField("sound", differences.isEmpty());
        json.writeArrayFieldStart("differences");
        for (Difference difference : differences) {
            json.writeStartObject();
            json.writeStringField("what", difference.what());
            json.writeStringField("expected", difference.expected());
            json.writeStringField("actual", difference.actual());
            json.writeEndObject();
        }
        json.writeEndArray();
        if (!differences.isEmpty()) {
            failure().write(json);
        }
    }
}
