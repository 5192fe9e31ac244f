package dev.ltx4j.tool;

import dev.ltx4j.ltx.Txid;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.Set;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** From what people type to values. What cannot be read ends in a message that says what would be right. */
final class Converters {
    private static final int OCTAL = 8;
    private static final int OWNER_READ_BIT = 0400;

    private Converters() {}

    /** As in Go: {@code -force=true}, {@code -force=0}. */
    static Boolean toBoolean(String text) {
        return switch (text) {
            case "1", "t", "T", "true", "TRUE", "True" -> true;
            case "0", "f", "F", "false", "FALSE", "False" -> false;
            default -> throw new TypeConversionException("not true or false: \"" + text + "\"");
        };
    }

    static final class ToTxid implements ITypeConverter<Txid> {
        @Override
        public Txid convert(String text) {
            Txid txid;
            try {
                txid = Txid.parse(text);
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException(e.getMessage());
            }
            if (txid.equals(Txid.ZERO)) {
                throw new TypeConversionException("the first TXID is 1");
            }
            return txid;
        }
    }

    static final class ToPath implements ITypeConverter<Path> {
        @Override
        public Path convert(String text) {
            if (text.isEmpty()) {
                throw new TypeConversionException("the path is empty");
            }
            try {
                return Path.of(text);
            } catch (InvalidPathException e) {
                throw new TypeConversionException("not a path: " + e.getReason());
            }
        }
    }

    /** A count of at least one. */
    static final class ToCount implements ITypeConverter<Integer> {
        @Override
        public Integer convert(String text) {
            if (!text.matches("[0-9]{1,9}") || Integer.parseInt(text) == 0) {
                throw new TypeConversionException("not a count of at least 1: \"" + text + "\"");
            }
            return Integer.valueOf(text);
        }
    }

    /** A file mode such as 640: read, write and execute for owner, group and others. */
    static final class ToMode implements ITypeConverter<Set<PosixFilePermission>> {
        @Override
        public Set<PosixFilePermission> convert(String text) {
            if (!text.matches("0?[0-7]{3}")) {
                throw new TypeConversionException("not a file mode (three octal digits, such as 640): \"" + text + "\"");
            }
            int mode = Integer.parseInt(text, OCTAL);
            // The constants are in the order of the bits, the highest first.
            Set<PosixFilePermission> permissions = EnumSet.noneOf(PosixFilePermission.class);
            for (PosixFilePermission permission : PosixFilePermission.values()) {
                if ((mode & OWNER_READ_BIT >> permission.ordinal()) != 0) {
                    permissions.add(permission);
                }
            }
            return permissions;
        }
    }
}
