package dev.ltx4j.restore;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** The SHA-256 sums of files that were read from front to end, so that no file has to be read for its sum alone. */
final class ReadDigests {
    private final Map<String, String> sums = new ConcurrentHashMap<>();

    static MessageDigest newDigest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            // Every Java platform must have it.
            throw new IllegalStateException(e);
        }
    }

    static String hex(MessageDigest digest) {
        return HexFormat.of().formatHex(digest.digest());
    }

    /** The sum of a file, if it was read without a gap and to its end. */
    Optional<String> of(String key) {
        return Optional.ofNullable(sums.get(key));
    }

    Running start(String key) {
        return new Running(key);
    }

    /** The sum of a file while it is read. One read at a time. */
    final class Running {
        private final String key;
        private final MessageDigest digest = newDigest();
        private long digested;
        private boolean hasGap;

        private Running(String key) {
            this.key = key;
        }

        /** Takes what was read at an offset; what was read before is not taken again. */
        synchronized void update(long fileOffset, byte[] array, int arrayOffset, int byteCount) {
            long known = digested - fileOffset;
            if (known < 0) {
                hasGap = true;
            } else if (known < byteCount) {
                digest.update(array, arrayOffset + (int) known, byteCount - (int) known);
                digested = fileOffset + byteCount;
            }
        }

        synchronized void end(long fileBytes) {
            if (!hasGap && digested == fileBytes) {
                sums.put(key, hex(digest));
                hasGap = true;
            }
        }
    }
}
