package dev.ltx4j.restore;

import dev.ltx4j.sqlite.PageSize;
import java.time.Instant;

/**
 * What was written, as the files themselves said.
 *
 * @param pageSize the database's
 * @param pages its size in pages
 * @param time when the newest file was made
 */
record WrittenState(PageSize pageSize, long pages, Instant time) {}
