/**
 * Replicas in S3 buckets, on AWS and on stores that speak its protocol. {@link dev.ltx4j.replica.s3.S3Settings} says where
 * a replica is and how it is reached; {@code S3Store} reads it. Nothing is ever written.
 *
 * <p>From the outside in: {@code S3Store} maps keys of a replica to those of the bucket ({@code S3Roots}), and remembers what
 * was listed; {@code S3ObjectReader} reads an object in pieces, which {@code ReadAhead} fetches before they are asked for;
 * {@code S3Requests} makes each request, counts it, and repeats it where that helps ({@code S3Failures} tells).
 */
@NullMarked
package dev.ltx4j.replica.s3;

import org.jspecify.annotations.NullMarked;
