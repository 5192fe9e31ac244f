package dev.ltx4j.tool;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Command lines that are wrong: exit code 2, and a message that says what is. */
class UsageTest {
    private static final String NO_STANDARD_OUTPUT =
            "only 'restore -o -' writes to standard output; './-' is a file of that name";

    static Stream<Arguments> mistakes() {
        return Stream.of(
                Arguments.of("restore a", "'-o PATH' is missing: a replica does not know where its database was"),
                Arguments.of("restore -o db", "missing required parameter: 'SOURCE'"),
                Arguments.of("restore -o", "missing required parameter for option '--o' (PATH)"),
                Arguments.of(
                        "restore -o db --owner : a",
                        "invalid value for option '--owner': not an owner (USER, USER:GROUP or :GROUP): \":\""),
                Arguments.of("restore -o db --receipt db a", "'--receipt' and '-o' are the same file"),
                Arguments.of(
                        "restore -o db -integrity-check some a",
                        "invalid value for option '--integrity-check': not none, quick or full: \"some\""),
                Arguments.of("verify --receipt r a b", "give one database with '--receipt'"),
                Arguments.of("restore -o db -owner root a", "unknown option: '-owner'"),
                Arguments.of("restore -config litestream.yml a b", "give one database with '-config'"),
                Arguments.of("restore -o db --shard 0/2 a", "'--shard' goes with '--all'"),
                Arguments.of("restore -o db --into d a", "'--into' goes with '--all'"),
                Arguments.of("verify --metrics m a.ltx", "'--metrics' goes with a replica, not with files"),
                Arguments.of("verify --metrics - a", "invalid value for option '--metrics': " + NO_STANDARD_OUTPUT),
                Arguments.of("restore -o db -f a", "unknown option: '-f'"),
                Arguments.of("restore -odb a", "unknown option: '-odb'"),
                Arguments.of(
                        "restore -o db -force=maybe a",
                        "invalid value for option '--force': not true or false: \"maybe\""),
                Arguments.of(
                        "restore -o db -txid xyz a",
                        "invalid value for option '--txid': not a TXID (1 to 16 hexadecimal digits): \"xyz\""),
                Arguments.of(
                        "restore -o db -txid 00000000000000001 a",
                        "invalid value for option '--txid': not a TXID (1 to 16 hexadecimal digits):"
                                + " \"00000000000000001\""),
                Arguments.of("restore -o db -txid 0 a", "invalid value for option '--txid': the first TXID is 1"),
                Arguments.of(
                        "restore -o db -timestamp yesterday a",
                        "invalid value for option '--timestamp': not a timestamp: \"yesterday\""
                                + " (RFC 3339, such as 2026-11-23T14:30:00Z, or latest)"),
                Arguments.of(
                        "restore -o db -timestamp 2026-11-23T14:30:00 a",
                        "invalid value for option '--timestamp': not a timestamp: \"2026-11-23T14:30:00\""
                                + " (the offset is missing: add Z for UTC, or one such as +02:00)"),
                Arguments.of("restore -o db -txid 1 -timestamp latest a", "give '-txid' or '-timestamp', not both"),
                Arguments.of("restore -o db -index 1 a", "'-index' needs '-generation'"),
                Arguments.of(
                        "restore -o db -generation 0da3fb1ee94a724a -txid 1 a",
                        "'-generation' goes with '-index' only, not with '-txid' or '-timestamp'"),
                Arguments.of(
                        "restore -o db -generation 0da3 a",
                        "invalid value for option '--generation': not a generation (16 lower-case hexadecimal digits):"
                                + " \"0da3\""),
                Arguments.of(
                        "restore -o db -generation 0da3fb1ee94a724a -index 123456789 a",
                        "invalid value for option '--index': not an index (1 to 8 hexadecimal digits): \"123456789\""),
                Arguments.of(
                        "restore -o db -parallelism 0 a",
                        "invalid value for option '--parallelism': not a count of at least 1: \"0\""),
                Arguments.of(
                        "restore -o db --mode 888 a",
                        "invalid value for option '--mode': not a file mode (three octal digits, such as 640): \"888\""),
                Arguments.of(
                        "restore -o db --mode 4755 a",
                        "invalid value for option '--mode': not a file mode (three octal digits, such as 640): \"4755\""),
                Arguments.of(
                        "restore -o db s3://bucket/app?skipVerify=maybe",
                        "option skipVerify of the S3 URL can be true or false"),
                Arguments.of(
                        "restore -o db gs://bucket/app",
                        "replicas of kind gs:// cannot be read directly; copy the replica into a folder and give that;"
                                + " a replica is a folder, file:///PATH, or s3://BUCKET/PREFIX"),
                Arguments.of("verify", "missing required parameter: 'FILE|REPLICA'"),
                Arguments.of("verify /tmp /tmp", "give one replica, or files, but not both"),
                Arguments.of("list", "missing required parameter: 'FILE|REPLICA'"),
                Arguments.of(
                        "list --level 10 /tmp",
                        "invalid value for option '--level': not a level (0 to 9, or all): \"10\""),
                Arguments.of("ltx --level 1 some.ltx", "'--level' goes with a replica, not with files"),
                Arguments.of("dump", "missing required parameter: 'FILE'"),
                Arguments.of("wal", "missing required parameter: 'DB-WAL'"),
                Arguments.of("wal a b", "one argument too many: 'b'"),
                Arguments.of("page", "missing required parameters: 'DB', 'N'"),
                Arguments.of("page app.db", "missing required parameter: 'N'"),
                Arguments.of(
                        "page app.db x",
                        "invalid value for positional parameter at index 1 (N): not a page number (1 to 4294967295):"
                                + " \"x\""),
                Arguments.of(
                        "dump --page 0 f",
                        "invalid value for option '--page': not a page number (1 to 4294967295): \"0\""),
                Arguments.of(
                        "dump --page 4294967296 f",
                        "invalid value for option '--page': not a page number (1 to 4294967295): \"4294967296\""),
                Arguments.of("find-clean", "missing required parameter: 'REPLICA'"),
                Arguments.of("find-clean --quick --full /tmp", "give '--quick' or '--full', not both"),
                Arguments.of("salvage /tmp", "missing required option: '--o=PATH'"),
                Arguments.of("salvage -o a.db --map a.db /tmp", "'--map' and '-o' are the same file"),
                Arguments.of(
                        "salvage -o a.db -txid 1 -timestamp latest /tmp", "give '-txid' or '-timestamp', not both"),
                Arguments.of("checksum", "missing required parameter: 'DB'"),
                Arguments.of(
                        "checksum --page-size 1000 a.db",
                        "invalid value for option '--page-size': not a page size (a power of two from 512 to 65536):"
                                + " \"1000\""),
                Arguments.of("encode-db a.db", "missing required option: '--o=OUT'"),
                Arguments.of("encode-db -o a.ltx", "missing required parameter: 'DB'"),
                Arguments.of(
                        "encode-db -o a.ltx --encoding zip a.db",
                        "invalid value for option '--encoding': not an encoding (block or frame): \"zip\""),
                Arguments.of(
                        "encode-db -o a.ltx -timestamp latest a.db",
                        "'-timestamp latest' is for restores; give a time"),
                Arguments.of(
                        "encode-db -o a.ltx -txid 0 a.db", "invalid value for option '--txid': the first TXID is 1"),
                Arguments.of("checkpoint a.db", "missing required option: '--o=OUT'"),
                Arguments.of("checkpoint -o b.db a.db c d", "one argument too many: 'd'"),
                Arguments.of("compact -o - a.ltx", "invalid value for option '--o': " + NO_STANDARD_OUTPUT),
                Arguments.of("encode-db -o - a.db", "invalid value for option '--o': " + NO_STANDARD_OUTPUT),
                Arguments.of("checkpoint -o - a.db", "invalid value for option '--o': " + NO_STANDARD_OUTPUT),
                Arguments.of("salvage -o - a", "invalid value for option '--o': " + NO_STANDARD_OUTPUT),
                Arguments.of("salvage -o a.db --map - a", "invalid value for option '--map': " + NO_STANDARD_OUTPUT),
                Arguments.of("coverage --html - a", "invalid value for option '--html': " + NO_STANDARD_OUTPUT),
                Arguments.of("apply --db - a.ltx", "invalid value for option '--db': " + NO_STANDARD_OUTPUT),
                Arguments.of(
                        "restore -o a.db --receipt - a", "invalid value for option '--receipt': " + NO_STANDARD_OUTPUT),
                Arguments.of("salvage -o a.db -generation 0da3fb1ee94a724a a", "unknown option: '-generation'"),
                Arguments.of("compact a.ltx", "missing required option: '--o=OUT'"),
                Arguments.of("compact -o a.ltx", "missing required parameter: 'FILE'"));
    }

    @ParameterizedTest
    @MethodSource("mistakes")
    void mistakeIsNamed(String line, String message) {
        String[] args = line.split(" ");

        Outcome outcome = Outcome.of(args);

        // An alias is reported under the name of its command.
        String command = args[0].equals("ltx") ? "list" : args[0];
        assertThat(outcome.err()).isEqualTo(command + ": " + message + "\nTry 'ltx-tool " + command + " --help'.\n");
        assertThat(outcome.out()).isEmpty();
        assertThat(outcome.exitCode()).isEqualTo(2);
    }

    @ParameterizedTest
    @MethodSource("mistakes")
    void mistakeIsOneJsonDocumentToo(String line, String message) {
        String[] args = (line + " --json").split(" ");
        if (args[args.length - 2].equals("-o")) {
            return; // "--json" would be the missing value.
        }

        Outcome outcome = Outcome.of(args);

        JsonNode document = outcome.json();
        assertThat(document.path("schema").asText()).matches("ltx4j/[a-z-]+/1");
        assertThat(document.at("/error/kind").asText()).isEqualTo("usage");
        assertThat(document.at("/error/message").asText()).isEqualTo(message);
        assertThat(document.at("/error/exit_code").asInt()).isEqualTo(2);
        assertThat(outcome.exitCode()).isEqualTo(2);
    }

    static Stream<Arguments> mistakesWithAll() {
        return Stream.of(
                Arguments.of(
                        "restore --all -o db a",
                        "'-o' is for one database; with '--all' give '--into DIR', or nothing for where they were"),
                Arguments.of("restore --all --receipt r", "'--receipt' is for one database, not for '--all'"),
                Arguments.of(
                        "restore --all -txid 1",
                        "'-txid' and '-generation' are for one database; with '--all' give '-timestamp'"),
                Arguments.of(
                        "restore --all a", "'--into DIR' is missing: replicas do not know where their databases were"),
                Arguments.of("verify --all --receipt r a", "'--receipt' is for one database, not for '--all'"),
                Arguments.of("verify --all a b", "give one folder or s3://BUCKET/PREFIX with '--all'"),
                Arguments.of(
                        "verify --all -config c.yml a",
                        "'--all' with '-config' takes all databases of the file; leave out 'a'"),
                Arguments.of(
                        "verify --all --shard 8/8 a",
                        "invalid value for option '--shard': shards count from 0: the last of 8 is 7/8, not 8/8"),
                Arguments.of(
                        "verify --all --shard 1 a",
                        "invalid value for option '--shard': not a shard (INDEX/COUNT, such as 0/8): \"1\""));
    }

    /** In one line, as all of a run over many databases. */
    @ParameterizedTest
    @MethodSource("mistakesWithAll")
    void mistakeWithAllIsOneLine(String line, String message) {
        Outcome text = Outcome.of(line.split(" "));
        Outcome json = Outcome.of((line + " --json").split(" "));

        assertThat(text.err()).startsWith(line.split(" ")[0] + ": " + message + "\n");
        assertThat(text.exitCode()).isEqualTo(2);
        assertThat(json.exitCode()).isEqualTo(2);
        assertThat(json.out().lines()).hasSize(1);
        assertThat(json.json().at("/error/message").asText()).isEqualTo(message);
        assertThat(json.json().path("schema").asText()).isEqualTo("ltx4j/" + line.split(" ")[0] + "-all/1");
    }

    @Test
    void jsonAndTabsExcludeEachOther() {
        Outcome outcome = Outcome.of("list", "--json", "--tsv", "/tmp");

        assertThat(outcome.json().at("/error/message").asText()).isEqualTo("give '--json' or '--tsv', not both");
        assertThat(outcome.exitCode()).isEqualTo(2);
    }

    @Test
    void noCommandAndUnknownCommandAreNamed() {
        assertThat(Outcome.of())
                .isEqualTo(new Outcome(2, "", "ltx-tool: missing required subcommand\nTry 'ltx-tool --help'.\n"));
        assertThat(Outcome.of("restoer", "x"))
                .isEqualTo(new Outcome(
                        2,
                        "",
                        "ltx-tool: unknown command: 'restoer' (did you mean 'restore'?)\nTry 'ltx-tool --help'.\n"));
        assertThat(Outcome.of("-x"))
                .isEqualTo(new Outcome(2, "", "ltx-tool: unknown option: '-x'\nTry 'ltx-tool --help'.\n"));
    }

    @Test
    void unknownCommandIsNamedBeforeItsOptions() {
        assertThat(Outcome.of("shred", "--json", "x").err()).startsWith("ltx-tool: unknown command: 'shred'");
    }

    @Test
    void helpIsACommandToo() {
        assertThat(Outcome.of("help")).isEqualTo(Outcome.of("--help"));
        assertThat(Outcome.of("help", "verify")).isEqualTo(Outcome.of("verify", "--help"));
        assertThat(Outcome.of("help", "nothing").exitCode()).isEqualTo(2);
    }

    @Test
    void restoreUnderItsOwnNameRefersToItself() {
        assertThat(Outcome.ofRestore("a").err()).endsWith("\nTry 'restore --help'.\n");
        assertThat(Outcome.ofRestore("--help").out()).contains("\nUsage: restore -o PATH ", "  restore -dry-run ");
    }

    static Stream<String> commands() {
        Console console = new Console("ltx-tool", System.out, System.err, false);
        return Main.commandLine(console).getSubcommands().keySet().stream().filter(name -> !name.equals("help"));
    }

    /** Also by its second name: what is called is prepared alone. */
    @ParameterizedTest
    @MethodSource("commands")
    void aCommandIsTheSameWhetherItIsPreparedAloneOrAmongAll(String name) {
        Console console = new Console("ltx-tool", System.out, System.err, false);

        Object amongAll = Main.commandLine(console)
                .getSubcommands()
                .get(name)
                .getCommandSpec()
                .userObject();

        assertThat(Commands.named(name, console)).hasSameClassAs(amongAll);
    }

    @ParameterizedTest
    @MethodSource("commands")
    void helpHasExamplesAndGoesToStandardOutput(String command) {
        for (String option : new String[] {"-h", "-help", "--help"}) {
            Outcome outcome = Outcome.of(command, option);
            assertThat(outcome.exitCode()).isZero();
            assertThat(outcome.err()).isEmpty();
            assertThat(outcome.out()).contains("Usage: ltx-tool ", "\n  ltx-tool ", "-json, --json");
            assertThat(outcome.out().lines())
                    .allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(100));
        }
    }

    /** Salvage and the others refuse them. */
    @ParameterizedTest
    @MethodSource("commands")
    void onlyARestoreOffersGenerations(String command) {
        String help = Outcome.of(command, "--help").out();
        assertThat(help.contains("-generation")).isEqualTo(command.equals("restore"));
        assertThat(help.contains("-index, ")).isEqualTo(command.equals("restore") || command.equals("dump"));
    }

    @Test
    void helpOfTheToolNamesCommandsAndExitCodes() {
        assertThat(Outcome.of("--help").out())
                .contains("list, ltx", "Exit codes: 0 done;", "LTX4J_LZ4=native")
                .contains(commands().toList());
    }

    @ParameterizedTest
    @CsvSource({"ltx-tool,--version", "ltx-tool,-version", "restore,--version", "restore,-version"})
    void versionSaysJavaToo(String program, String option) {
        Outcome outcome = Outcome.run(program, false, option);

        assertThat(outcome.exitCode()).isZero();
        assertThat(outcome.out())
                .startsWith("ltx-tool ")
                .contains("\nJava " + System.getProperty("java.version") + " (");
    }
}
