package dev.ltx4j.ltx;

/**
 * What is known of an LTX file after all of it has been read and verified.
 *
 * @param header its header
 * @param trailer its trailer
 * @param pageCount how many pages it holds
 * @param byteCount its size, in bytes
 */
public record LtxSummary(LtxHeader header, LtxTrailer trailer, long pageCount, long byteCount) {}
