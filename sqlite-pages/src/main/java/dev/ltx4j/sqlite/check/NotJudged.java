package dev.ltx4j.sqlite.check;

/**
 * Something that a check did not judge, or only in part.
 *
 * @param object what it is, such as {@code index by_name}
 * @param reason why, and what was left out
 */
public record NotJudged(String object, String reason) {}
