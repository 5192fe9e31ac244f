package dev.ltx4j.replica;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.nio.file.Path;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.AlphaChars;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.Chars;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReplicaUrlTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    /srv/replica                     | /srv/replica
                    replica                          | replica
                    ./replica                        | ./replica
                    ../replica/                      | ../replica
                    .                                | .
                    /srv/100%25/a b                  | /srv/100%25/a b
                    backup:monday                    | backup:monday
                    2026-11-23T14:01:10/replica      | 2026-11-23T14:01:10/replica
                    file:///srv/replica              | /srv/replica
                    FILE:///srv/replica              | /srv/replica
                    file://localhost/srv/replica     | /srv/replica
                    file:/srv/replica                | /srv/replica
                    file:replica                     | replica
                    file:../replica                  | ../replica
                    file:///srv/my%20replica         | /srv/my replica
                    file:///srv/my replica           | /srv/my replica
                    file:///srv/100%25               | /srv/100%
                    file:///srv/what%3F              | /srv/what?
                    file:///srv/a%2Fb                | /srv/a/b
                    """)
    void foldersAreRecognised(String text, String path) {
        assertThat(ReplicaUrl.parse(text)).isEqualTo(new FolderUrl(Path.of(path)));
    }

    @Test
    void escapesInAFileUrlAreUtf8() {
        String name = "\u00e4";
        assertThat(PercentEncoding.decode("/srv/%C3%A4" + name, "a test")).isEqualTo("/srv/" + name + name);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "-", textBlock = """
                    s3://bkt                                       | bkt                        | ''
                    s3://bkt/                                      | bkt                        | ''
                    S3://bkt/app.db                                | bkt                        | app.db
                    s3://bkt/x/y/                                  | bkt                        | x/y/
                    s3://bkt//x                                    | bkt                        | /x
                    s3://bkt/a%20b                                 | bkt                        | a b
                    s3://bkt/a+b                                   | bkt                        | a+b
                    s3://bkt.s3.eu-west-1.amazonaws.com/x          | bkt.s3.eu-west-1.amazonaws.com | x
                    s3://bkt.localhost:9000/x                      | bkt.localhost:9000         | x
                    s3://arn:aws:s3:eu-west-1:1:accesspoint/ap/x/y | arn:aws:s3:eu-west-1:1:accesspoint/ap | x/y
                    s3://arn:aws:s3:eu-west-1:1:accesspoint/ap     | arn:aws:s3:eu-west-1:1:accesspoint/ap | ''
                    """)
    void bucketsAreRecognised(String text, String bucket, String prefix) {
        assertThat(ReplicaUrl.parse(text)).isEqualTo(new S3Url(bucket, prefix, Map.of()));
    }

    @Test
    void optionsAreDecodedAndKeptInOrder() {
        S3Url url = (S3Url) ReplicaUrl.parse(
                "s3://bkt/x?endpoint=http%3A%2F%2Flocalhost:9000&sseCustomerKey=ab+c/d==&region=eu&&skipVerify=");
        assertThat(url.options())
                .containsExactly(
                        Map.entry("endpoint", "http://localhost:9000"),
                        Map.entry("sseCustomerKey", "ab+c/d=="),
                        Map.entry("region", "eu"),
                        Map.entry("skipVerify", ""));
        assertThat(url)
                .hasToString("s3://bkt/x?endpoint=http://localhost:9000&sseCustomerKey=***&region=eu&skipVerify=");
    }

    @Test
    void anEndpointWithAPasswordIsNotShown() {
        assertThat(ReplicaUrl.parse("s3://bkt?endpoint=https://me:secret@host")).hasToString("s3://bkt?endpoint=***");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    ''                        | no replica given; a replica is a folder, file:///PATH, or s3://BUCKET/PREFIX
                    '  '                      | no replica given; a replica is a folder, file:///PATH, or s3://BUCKET/PREFIX
                    file:                     | no folder in file:; write file:///PATH
                    file://                   | unclear path in file://; write file:/// for the folder /, or file: for the folder  below the current one
                    file://srv/x              | unclear path in file://srv/x; write file:///srv/x for the folder /srv/x, or file:srv/x for the folder srv/x below the current one
                    file:///srv/x?y=1         | a file: URL has no options, so "?" does not belong into file:///srv/x?y=1; if it is part of a folder's name, give the path without file:
                    file:///srv/100%          | a % that is not followed by two hexadecimal digits must be written %25, in file:///srv/100%
                    file:///srv/%zz           | a % that is not followed by two hexadecimal digits must be written %25, in file:///srv/%zz
                    file:///srv/%FF           | the bytes behind the % are not UTF-8 in file:///srv/%FF
                    file:///srv/%00           | a zero byte in file:///srv/%00
                    s3:bkt/x                  | an S3 replica is written s3://BUCKET/PREFIX
                    s3:/bkt/x                 | an S3 replica is written s3://BUCKET/PREFIX
                    s3://                     | no bucket given; write s3://BUCKET/PREFIX
                    s3:///x                   | no bucket given; write s3://BUCKET/PREFIX
                    s3://arn:aws:s3/x         | not an access point: s3://arn:aws:s3/x; write s3://arn:aws:s3:REGION:ACCOUNT:accesspoint/NAME/PREFIX
                    's3://b kt/x'             | not the name of a bucket: "b kt" in s3://b kt/x
                    s3://bkt/x?region         | an option behind the ? of an S3 URL has no name or no value; write s3://BUCKET/PREFIX?NAME=VALUE&NAME=VALUE
                    s3://bkt/x?=eu            | an option behind the ? of an S3 URL has no name or no value; write s3://BUCKET/PREFIX?NAME=VALUE&NAME=VALUE
                    s3://bkt/x?a=1&a=2        | option a is given twice in the S3 URL
                    s3://bkt/x?a=%1           | a % that is not followed by two hexadecimal digits must be written %25, in option a of the S3 URL
                    s3://KEY:secret@bkt/x     | access keys do not belong into the URL; set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, and write s3://BUCKET/PREFIX
                    gs://bkt/x                | replicas of kind gs:// cannot be read directly; copy the replica into a folder and give that; a replica is a folder, file:///PATH, or s3://BUCKET/PREFIX
                    SFTP://me@host/x          | replicas of kind sftp:// cannot be read directly; copy the replica into a folder and give that; a replica is a folder, file:///PATH, or s3://BUCKET/PREFIX
                    """)
    void whatIsWrongIsSaidWithWhatWouldBeRight(String text, String message) {
        assertThatThrownBy(() -> ReplicaUrl.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\0b", "file:///a\0b", "s3://bkt/a\0b", "s3://b\0kt/a"})
    void aZeroByteIsRefused(String text) {
        assertThatThrownBy(() -> ReplicaUrl.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @Property(tries = 2000)
    void anyTextIsAReplicaOrRefused(
            @ForAll("prefixes") String prefix,
            @ForAll
                    @StringLength(max = 12)
                    @Chars({'/', '%', '?', '#', '&', '=', ':', '@', '.', ' ', '\0', '2', '\u00e4'})
                    String rest) {
        Throwable thrown = catchThrowable(() -> ReplicaUrl.parse(prefix + rest));
        if (thrown != null) {
            assertThat(thrown).isInstanceOf(IllegalArgumentException.class).hasMessageMatching("(?s).{10,}");
        }
    }

    @Provide
    Arbitrary<String> prefixes() {
        return Arbitraries.of("", "file:", "file:/", "file://", "s3:", "s3://", "s3://b/", "s3://b/?", "x://");
    }

    @Property(tries = 500)
    void noSecretIsEverShown(
            @ForAll @AlphaChars @StringLength(min = 1, max = 8) String name,
            @ForAll @CharRange(from = '0', to = '9') @StringLength(min = 6, max = 9) String secret) {
        S3Url url = (S3Url) ReplicaUrl.parse("s3://bkt/x?" + name + "=" + secret);
        assertThat(url.options()).containsEntry(name, secret);
        assertThat(url.toString()).doesNotContain(secret);
        assertThat(catchThrowable(() -> ReplicaUrl.parse("s3://bkt/x?" + name + "=" + secret + "%")))
                .hasMessageNotContaining(secret);
    }
}
