package dev.ltx4j.lz4;

import java.nio.charset.StandardCharsets;
import java.util.Random;

/** Content of the kinds that make different blocks. */
enum SampleData {
    ZERO {
        @Override
        void fill(byte[] target, Random random) {}
    },
    RANDOM {
        @Override
        void fill(byte[] target, Random random) {
            random.nextBytes(target);
        }
    },
    /** Patterns of 1 to 20 bytes: matches that overlap what they make, at every small offset. */
    REPETITIVE {
        @Override
        void fill(byte[] target, Random random) {
            int at = 0;
            while (at < target.length) {
                int period = 1 + random.nextInt(20);
                int end = Math.min(target.length, at + period + random.nextInt(300));
                for (int start = at; at < end; at++) {
                    target[at] = at - start < period ? (byte) random.nextInt() : target[at - period];
                }
            }
        }
    },
    /** Like b-tree leaves of 4 KiB: a header, cell pointers, a gap of zeros, records of text and numbers. */
    SQLITE_LIKE {
        private static final String[] WORDS = {
            "alpha", "bravo", "charlie", "2026-11-23T10:", "user@example.com", "status=ok", "INSERT INTO "
        };

        @Override
        void fill(byte[] target, Random random) {
            for (int page = 0; page + PAGE <= target.length; page += PAGE) {
                fillPage(target, page, random);
            }
        }

        private void fillPage(byte[] target, int page, Random random) {
            target[page] = 13;
            int cells = 5 + random.nextInt(40);
            int cellStart = PAGE;
            for (int cell = 0; cell < cells && cellStart > 300; cell++) {
                StringBuilder text = new StringBuilder();
                for (int word = random.nextInt(6); word >= 0; word--) {
                    text.append(WORDS[random.nextInt(WORDS.length)]).append(random.nextInt(100));
                }
                byte[] record = text.toString().getBytes(StandardCharsets.UTF_8);
                cellStart -= record.length;
                System.arraycopy(record, 0, target, page + cellStart, record.length);
                target[page + 8 + 2 * cell] = (byte) (cellStart >> 8);
                target[page + 9 + 2 * cell] = (byte) cellStart;
            }
        }
    };

    private static final int PAGE = 4096;

    abstract void fill(byte[] target, Random random);

    byte[] make(int byteCount, Random random) {
        byte[] content = new byte[byteCount];
        fill(content, random);
        return content;
    }
}
