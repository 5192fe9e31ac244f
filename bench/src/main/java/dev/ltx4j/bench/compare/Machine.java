package dev.ltx4j.bench.compare;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.Stream;

/**
 * Where and with what was measured. No names of hosts and no paths: this is published.
 *
 * @param date in UTC
 * @param processor its model, and how many of its cores there are
 * @param memory all of it
 * @param system the operating system and the file system that was written to
 * @param java the runtime that our commands ran on
 * @param commit of this source, with a plus sign where files were changed since
 * @param tools the programs of others
 */
record Machine(
        LocalDate date,
        String processor,
        String memory,
        String system,
        String java,
        String commit,
        List<String> tools) {
    private static final double GIB = 1 << 30;

    static Machine describe(Path root, Path folder, List<String> tools) throws IOException {
        return new Machine(
                LocalDate.now(ZoneOffset.UTC),
                field("/proc/cpuinfo", "model name") + ", "
                        + Runtime.getRuntime().availableProcessors() + " cores",
                findMemory(),
                System.getProperty("os.name") + ", "
                        + Files.getFileStore(folder).type(),
                System.getProperty("java.vm.name") + " " + System.getProperty("java.runtime.version"),
                findCommit(root),
                tools);
    }

    private static String findMemory() throws IOException {
        String total = field("/proc/meminfo", "MemTotal");
        return total.endsWith(" kB")
                ? Math.round(Long.parseLong(total.substring(0, total.length() - 3)) * 1024 / GIB) + " GiB"
                : "unknown";
    }

    /** The first value of a field in a file of the kernel. */
    private static String field(String file, String name) throws IOException {
        if (!Files.isReadable(Path.of(file))) {
            return "unknown";
        }
        try (Stream<String> lines = Files.lines(Path.of(file))) {
            return lines.filter(line -> line.startsWith(name))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst()
                    .orElse("unknown");
        }
    }

    private static String findCommit(Path root) {
        String commit = Commands.output(List.of("git", "-C", root.toString(), "rev-parse", "--short=12", "HEAD"));
        String changes =
                Commands.output(List.of("git", "-C", root.toString(), "status", "--porcelain", "--untracked-files=no"));
        return commit.isEmpty() ? "unknown" : changes.isEmpty() ? commit : commit + "+";
    }
}
