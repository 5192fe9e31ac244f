package dev.ltx4j.ltx;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The Go library of the format, through our own program {@code interop/ltxpeer}: many files a process. Each answer is
 * {@code ok} with what is in the file as {@link SampleFile#describe} has it, or {@code error} with the error.
 */
final class GoPeer {
    private static final String VERSION = "github.com/superfly/ltx v0.5.3, protocol 1";

    private final Path program;
    private final Path folder;

    /** @param error what the library said, or "" */
    record Answer(String says, String error) {
        boolean isRefused() {
            return !error.isEmpty();
        }
    }

    /** @param folder for temporary files */
    GoPeer(Path folder) throws IOException, InterruptedException {
        this.program = GoPrograms.require("ltxpeer");
        this.folder = folder;
        String version = GoPrograms.run(program, List.of("version")).strip();
        if (!version.equals(VERSION)) {
            throw GoPrograms.skip(
                    program + " is \"" + version + "\", not \"" + VERSION + "\": build interop/ltxpeer again");
        }
    }

    /** Decodes all LTX files of a folder. By name. */
    Map<String, Answer> read(Path files) throws IOException, InterruptedException {
        return answers(GoPrograms.run(program, List.of("read", files.toString())));
    }

    /** Encodes files into a folder; which of them the library refuses is in the answers. */
    Map<String, Answer> write(Map<String, SampleFile> samples, Path target) throws IOException, InterruptedException {
        Path pages = folder.resolve("pages.bin");
        List<String> lines = new ArrayList<>();
        try (OutputStream out = Files.newOutputStream(pages)) {
            for (var sample : samples.entrySet()) {
                lines.add(sample.getKey() + " " + sample.getValue().instruction());
                for (byte[] page : sample.getValue().pages().values()) {
                    out.write(page);
                }
            }
        }
        Path description = Files.write(folder.resolve("description.txt"), lines);
        return answers(
                GoPrograms.run(program, List.of("write", description.toString(), pages.toString(), target.toString())));
    }

    /** One merging: header flags of the merged file, and the inputs, oldest first. */
    record Job(int flags, List<Path> inputs) {}

    /** Merges files; by the path of the merged file. Answers by its name. */
    Map<String, Answer> compact(Map<Path, Job> jobs) throws IOException, InterruptedException {
        List<String> lines = new ArrayList<>();
        jobs.forEach((output, job) -> {
            StringBuilder line = new StringBuilder(output + "\t" + job.flags);
            job.inputs.forEach(input -> line.append('\t').append(input));
            lines.add(line.toString());
        });
        return answers(GoPrograms.run(
                program,
                List.of(
                        "compact",
                        Files.write(folder.resolve("jobs.txt"), lines).toString())));
    }

    private static Map<String, Answer> answers(String output) {
        Map<String, Answer> answers = new LinkedHashMap<>();
        for (String line : output.split("\n")) {
            String[] words = line.split("\t", 3);
            String rest = words.length > 2 ? words[2] : "";
            answers.put(words[0], words[1].equals("ok") ? new Answer(rest, "") : new Answer("", rest));
        }
        return answers;
    }
}
