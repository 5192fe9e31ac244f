package dev.ltx4j.restore.interop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ltx4j.restore.UnrestorableException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** What a restore came to: a database, or a refusal. */
sealed interface Answer {
    /** @param sha256 of all bytes of the restored database */
    record Database(String sha256) implements Answer {}

    /** @param error what ours threw, or the other program printed */
    record Refused(Object error) implements Answer {
        /** Why ours refuses. */
        UnrestorableException ours() {
            assertThat(error).isInstanceOf(UnrestorableException.class);
            return (UnrestorableException) error;
        }
    }

    static Database database(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            byte[] buffer = new byte[1 << 16];
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                digest.update(buffer, 0, read);
            }
            return new Database(HexFormat.of().formatHex(digest.digest()));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    /** Both must give the same database. */
    static void requireSameBytes(Answer litestreams, Answer ours) {
        assertThat(litestreams).isInstanceOf(Database.class);
        assertThat(ours).isEqualTo(litestreams);
    }

    /** Neither may give a database, and both for want of the state. */
    static UnrestorableException requireRefusedByBoth(Answer litestreams, Answer ours) {
        assertThat(litestreams)
                .isInstanceOfSatisfying(
                        Refused.class,
                        refused -> assertThat(refused.error())
                                .asString()
                                .containsAnyOf("no matching backup files available", "timestamp does not exist"));
        assertThat(ours).isInstanceOf(Refused.class);
        return ((Refused) ours).ours();
    }

    /** The same, and ours must say that the target lies outside of all that was backed up. */
    static void requireOutOfBoundsForBoth(Answer litestreams, Answer ours) {
        UnrestorableException refusal = requireRefusedByBoth(litestreams, ours);
        assertThat(refusal.reason()).as(refusal.getMessage()).isEqualTo(UnrestorableException.Reason.OUT_OF_BOUNDS);
    }
}
