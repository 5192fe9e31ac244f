package dev.ltx4j.ltx;

import dev.ltx4j.sqlite.FilePublication;
import dev.ltx4j.sqlite.OutputRefusedException;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.file.Path;
import java.util.List;

/**
 * Makes an LTX file appear at once, with the time in its header as its modification time: as Litestream leaves them in a
 * folder, where that time says which file is from before a moment.
 */
public final class LtxPublication {
    private LtxPublication() {}

    /** What writes the file. */
    @FunctionalInterface
    public interface Content {
        /**
         * Writes all of it.
         *
         * @param out failures of it are told apart from those of reading; see {@link OutputRefusedException}
         * @param file its name for errors
         * @return what is known of the file
         * @throws IOException if it cannot be written
         */
        LtxSummary write(OutputStream out, String file) throws IOException;
    }

    /**
     * Writes a file and gives it its name when it is complete and on the disk ({@link FilePublication}).
     *
     * @param target where the file is to appear
     * @param replaceExisting whether an existing file is replaced
     * @param inputs files that the content reads, and that must not be replaced in any case
     * @param content writes the file
     * @return what the content said
     * @throws OutputRefusedException if there is something in the target's place, or it cannot be written
     * @throws IOException what the content threw; nothing is left behind then
     */
    public static LtxSummary publish(Path target, boolean replaceExisting, List<Path> inputs, Content content)
            throws IOException {
        FilePublication.checkTarget(target, replaceExisting, inputs);
        try (FilePublication publication = FilePublication.begin(target)) {
            OutputStream out = new ExplainingStream(Channels.newOutputStream(publication.channel()), target);
            LtxSummary summary = content.write(out, target.toString());
            publication.modifiedMillis(summary.header().timestampMillis());
            publication.publish(replaceExisting);
            return summary;
        }
    }

    /** Says of failures to write what they are; those to read, which say the same words, come from elsewhere. */
    private static final class ExplainingStream extends FilterOutputStream {
        private final Path target;

        ExplainingStream(OutputStream out, Path target) {
            super(out);
            this.target = target;
        }

        @Override
        public void write(int value) throws IOException {
            write(new byte[] {(byte) value}, 0, 1);
        }

        @Override
        public void write(byte[] array, int arrayOffset, int byteCount) throws IOException {
            try {
                out.write(array, arrayOffset, byteCount);
            } catch (IOException e) {
                throw OutputRefusedException.of(e, target);
            }
        }
    }
}
