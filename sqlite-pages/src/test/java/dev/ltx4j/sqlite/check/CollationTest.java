package dev.ltx4j.sqlite.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CollationTest {
    private static final List<String> TEXTS = List.of(
            "", " ", "  ", "a", "A", "a ", "A  ", "ab", "AB", "aB ", "b", "Z", "z", "[", "_", "\u00e4", "\u00c4");

    @ParameterizedTest
    @EnumSource(Collation.class)
    void orderIsThatOfSqlite(Collation collation) throws Exception {
        try (Connection sqlite = DriverManager.getConnection("jdbc:sqlite::memory:");
                PreparedStatement compare = sqlite.prepareStatement("SELECT (?1 < ?2 COLLATE " + collation.name()
                        + "), (?1 = ?2 COLLATE " + collation.name() + ")")) {
            for (String a : TEXTS) {
                for (String b : TEXTS) {
                    compare.setString(1, a);
                    compare.setString(2, b);
                    try (ResultSet row = compare.executeQuery()) {
                        int expected = row.getInt(2) == 1 ? 0 : row.getInt(1) == 1 ? -1 : 1;
                        assertThat(Integer.signum(compare(collation, a, b)))
                                .as("'%s' '%s'", a, b)
                                .isEqualTo(expected);
                    }
                }
            }
        }
    }

    @Test
    void namesCountInAnyCase() {
        for (Collation collation : Collation.values()) {
            assertThat(Collation.named(collation.name().toLowerCase(Locale.ROOT)))
                    .isEqualTo(collation);
        }
        assertThat(Collation.named("german")).isNull();
    }

    private static int compare(Collation collation, String a, String b) {
        byte[] first = a.getBytes(StandardCharsets.UTF_8);
        byte[] second = b.getBytes(StandardCharsets.UTF_8);
        return collation.compare(first, 0, first.length, second, 0, second.length);
    }
}
