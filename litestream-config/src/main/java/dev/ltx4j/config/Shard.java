package dev.ltx4j.config;

import dev.ltx4j.replica.Experimental;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A share of many databases. Each database is in exactly one of {@code count} shares, and which one depends on nothing but
 * its own identity: not on the order of the databases, nor on which others there are. So machines that do not talk to each
 * other can divide the work.
 *
 * @param index which share, from 0 to {@code count - 1}
 * @param count how many shares there are, 1 to 65536
 */
@Experimental
public record Shard(int index, int count) {
    /** All databases. */
    public static final Shard WHOLE = new Shard(0, 1);

    /** More shares are refused. */
    public static final int MAX_COUNT = 1 << 16;

    private static final Pattern TEXT = Pattern.compile("([0-9]{1,6})/([0-9]{1,6})");

    /**
     * Checks the numbers.
     *
     * @param index which share, from 0 to {@code count - 1}
     * @param count how many shares there are, 1 to 65536
     * @throws IllegalArgumentException if they are out of bounds
     */
    public Shard {
        if (count < 1 || count > MAX_COUNT) {
            throw new IllegalArgumentException("there can be 1 to " + MAX_COUNT + " shards, not " + count);
        }
        if (index < 0 || index >= count) {
            throw new IllegalArgumentException("shards count from 0: the last of " + count + " is " + (count - 1) + "/"
                    + count + ", not " + index + "/" + count);
        }
    }

    /**
     * Reads {@code INDEX/COUNT}.
     *
     * @param text such as {@code 0/8}
     * @return the shard
     * @throws IllegalArgumentException if it is no shard
     */
    public static Shard parse(String text) {
        Matcher matcher = TEXT.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("not a shard (INDEX/COUNT, such as 0/8): \"" + text + "\"");
        }
        return new Shard(Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(2)));
    }

    /**
     * Whether a database is in this share: the first eight bytes of the SHA-256 sum of its identity in UTF-8, read as an
     * unsigned big-endian number, leave the remainder {@code index} when they are divided by {@code count}.
     *
     * @param identity what tells the database from all others, and is the same on each machine
     * @return whether it is
     */
    public boolean contains(String identity) {
        return Long.remainderUnsigned(ByteBuffer.wrap(sha256(identity)).getLong(), count) == index;
    }

    /** {@return whether it is all databases} */
    public boolean isWhole() {
        return count == 1;
    }

    private static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("each Java has SHA-256", e);
        }
    }

    /** {@code INDEX/COUNT} */
    @Override
    public String toString() {
        return index + "/" + count;
    }
}
