/**
 * LZ4 blocks and frames.
 *
 * <p>{@link dev.ltx4j.lz4.Lz4BlockDecoder} and {@link dev.ltx4j.lz4.Lz4BlockEncoder} deal with single blocks, as the
 * pages of LTX files are stored today. {@link dev.ltx4j.lz4.Lz4Frame} deals with frames in arrays, as older LTX files
 * store pages: it reads and makes them; {@link dev.ltx4j.lz4.Lz4FrameInputStream} reads whole files that are one frame.
 *
 * <p>Blocks are decoded here, with a decoder that serves all of these: a block in a frame may refer to the blocks before
 * it, and a decoder for that has to look back before the block's start. Encoding and xxHash32 are lz4-java's, in its plain
 * Java implementation. No other package sees that library.
 *
 * <p>Input is never trusted: every length is checked before it is used, no memory is taken on the word of a length field,
 * and whatever the input is, the outcome is the decoded bytes or an {@link dev.ltx4j.lz4.Lz4Exception}.
 */
@NullMarked
package dev.ltx4j.lz4;

import org.jspecify.annotations.NullMarked;
