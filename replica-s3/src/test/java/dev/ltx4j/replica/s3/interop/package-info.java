/**
 * Tests beside the real Litestream and a real S3 server: Litestream replicates to versitygw on the loopback, and both sides
 * restore from there.
 */
@NullMarked
package dev.ltx4j.replica.s3.interop;

import org.jspecify.annotations.NullMarked;
