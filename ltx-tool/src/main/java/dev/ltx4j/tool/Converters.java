package dev.ltx4j.tool;

import dev.ltx4j.ltx.PageEncoding;
import dev.ltx4j.ltx.Txid;
import dev.ltx4j.sqlite.PageSize;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** From what people type to values. What cannot be read ends in a message that says what would be right. */
final class Converters {
    private static final List<String> OCTAL_DIGITS = List.of("---", "--x", "-w-", "-wx", "r--", "r-x", "rw-", "rwx");

    private Converters() {}

    /** As in Go: {@code -force=true}, {@code -force=0}. */
    static final class ToBoolean implements ITypeConverter<Boolean> {
        @Override
        public Boolean convert(String text) {
            return switch (text) {
                case "1", "t", "T", "true", "TRUE", "True" -> true;
                case "0", "f", "F", "false", "FALSE", "False" -> false;
                default -> throw new TypeConversionException("not true or false: \"" + text + "\"");
            };
        }
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

    /** A file to be written. Only a restore goes to standard output, which would otherwise become a file of that name. */
    static final class ToOutput implements ITypeConverter<Path> {
        @Override
        public Path convert(String text) {
            if (text.equals(OutputOptions.STANDARD_OUTPUT)) {
                throw new TypeConversionException(
                        "only 'restore -o -' writes to standard output; './-' is a file of that name");
            }
            return new ToPath().convert(text);
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

    /** A level, or null for all of them. */
    static final class ToLevel implements ITypeConverter<@Nullable Integer> {
        @Override
        public @Nullable Integer convert(String text) {
            if (text.equals("all")) {
                return null;
            }
            if (!text.matches("[0-9]")) {
                throw new TypeConversionException("not a level (0 to 9, or all): \"" + text + "\"");
            }
            return Integer.valueOf(text);
        }
    }

    /** A share above 0 and up to 100 percent, with or without a percent sign. */
    static final class ToPercent implements ITypeConverter<Double> {
        private static final double WHOLE = 100;

        @Override
        public Double convert(String text) {
            String number = text.endsWith("%") ? text.substring(0, text.length() - 1) : text;
            double percent = number.matches("[0-9]{1,3}([.][0-9]{1,9})?") ? Double.parseDouble(number) : 0;
            if (!(percent > 0 && percent <= WHOLE)) {
                throw new TypeConversionException("not a share above 0% and up to 100%, such as 5%: \"" + text + "\"");
            }
            return percent;
        }
    }

    static final class ToPageNumber implements ITypeConverter<Long> {
        private static final long MAX_PAGE_NUMBER = 0xffff_ffffL;

        @Override
        public Long convert(String text) {
            if (!text.matches("[0-9]{1,10}") || Long.parseLong(text) == 0 || Long.parseLong(text) > MAX_PAGE_NUMBER) {
                throw new TypeConversionException("not a page number (1 to 4294967295): \"" + text + "\"");
            }
            return Long.valueOf(text);
        }
    }

    static final class ToPageSize implements ITypeConverter<PageSize> {
        @Override
        public PageSize convert(String text) {
            if (!text.matches("[0-9]{1,9}") || !PageSize.isValid(Integer.parseInt(text))) {
                throw new TypeConversionException(
                        "not a page size (a power of two from 512 to 65536): \"" + text + "\"");
            }
            return PageSize.of(Integer.parseInt(text));
        }
    }

    /** {@code block} or {@code frame}. */
    static final class ToEncoding implements ITypeConverter<PageEncoding> {
        @Override
        public PageEncoding convert(String text) {
            return switch (text) {
                case "block" -> PageEncoding.LZ4_BLOCK;
                case "frame" -> PageEncoding.LZ4_FRAME;
                default -> throw new TypeConversionException("not an encoding (block or frame): \"" + text + "\"");
            };
        }
    }

    /** The permissions of a file. */
    record FileMode(Set<PosixFilePermission> permissions) {}

    /** A file mode such as 640: read, write and execute for owner, group and others. */
    static final class ToMode implements ITypeConverter<FileMode> {
        private static final int CLASSES_OF_USERS = 3;

        @Override
        public FileMode convert(String text) {
            if (!text.matches("0?[0-7]{3}")) {
                throw new TypeConversionException(
                        "not a file mode (three octal digits, such as 640): \"" + text + "\"");
            }
            StringBuilder permissions = new StringBuilder();
            for (int i = text.length() - CLASSES_OF_USERS; i < text.length(); i++) {
                permissions.append(OCTAL_DIGITS.get(text.charAt(i) - '0'));
            }
            return new FileMode(PosixFilePermissions.fromString(permissions.toString()));
        }
    }
}
