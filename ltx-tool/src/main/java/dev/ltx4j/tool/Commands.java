package dev.ltx4j.tool;

import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The commands of the tool. */
final class Commands {
    /** In the order of the help. */
    private static final List<String> NAMES = List.of(
            RestoreCommand.NAME,
            VerifyCommand.NAME,
            ListCommand.NAME,
            DumpCommand.NAME,
            CheckCommand.NAME,
            ApplyCommand.NAME,
            CoverageCommand.NAME,
            DatabasesCommand.NAME,
            DoctorCommand.NAME,
            ReportCommand.NAME,
            FindCleanCommand.NAME,
            SalvageCommand.NAME,
            ResetCommand.NAME,
            ChecksumCommand.NAME,
            EncodeDbCommand.NAME,
            CheckpointCommand.NAME,
            CompactCommand.NAME,
            WalCommand.NAME,
            PageCommand.NAME);

    private Commands() {}

    static Stream<Object> all(Console console) {
        return NAMES.stream().map(name -> Objects.requireNonNull(named(name, console)));
    }

    /** The command of a name, which may be its second one; null if there is none. */
    static @Nullable Object named(String name, Console console) {
        return switch (name) {
            case RestoreCommand.NAME -> new RestoreCommand(console);
            case VerifyCommand.NAME -> new VerifyCommand(console);
            case ListCommand.NAME, "ltx" -> new ListCommand(console);
            case DumpCommand.NAME -> new DumpCommand(console);
            case CheckCommand.NAME -> new CheckCommand(console);
            case ApplyCommand.NAME -> new ApplyCommand(console);
            case CoverageCommand.NAME -> new CoverageCommand(console);
            case DatabasesCommand.NAME -> new DatabasesCommand(console);
            case DoctorCommand.NAME -> new DoctorCommand(console);
            case ReportCommand.NAME -> new ReportCommand(console);
            case FindCleanCommand.NAME -> new FindCleanCommand(console);
            case SalvageCommand.NAME -> new SalvageCommand(console);
            case ResetCommand.NAME -> new ResetCommand(console);
            case ChecksumCommand.NAME -> new ChecksumCommand(console);
            case EncodeDbCommand.NAME -> new EncodeDbCommand(console);
            case CheckpointCommand.NAME -> new CheckpointCommand(console);
            case CompactCommand.NAME -> new CompactCommand(console);
            case WalCommand.NAME -> new WalCommand(console);
            case PageCommand.NAME -> new PageCommand(console);
            default -> null;
        };
    }
}
