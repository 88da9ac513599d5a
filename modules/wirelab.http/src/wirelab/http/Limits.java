package wirelab.http;

import java.time.Duration;
import wirelab.kit.UsageException;

/// How much of a message is accepted. What a peer may make this end hold is bounded by
/// `startLine + headers`, whatever it sends.
///
/// | limit | when hit, a server answers |
/// | --- | --- |
/// | `startLine` | 414, or 501 when it is the method that is too long |
/// | `headers`, `fields` | 431 |
/// | `body` | 413 |
/// | `headTime`, `bodyTime` | 408 |
///
/// @param startLine bytes of a request line or status line; RFC 9112, section 3, asks for 8,000 at least
/// @param headers bytes of the header section, and of the trailer section; browsers
///     send a few hundred, cookies a few thousand
/// @param fields how many field lines a header or trailer section may have
/// @param body bytes of one body, without its framing
/// @param headTime how long a peer may take from the first byte of a head to its last; `null` for any time
/// @param bodyTime how long a peer may take for one body; `null` for any time
public record Limits(int startLine, int headers, int fields, long body, Duration headTime, Duration bodyTime) {
    /// For a server: 8 KiB request line, 32 KiB and 100 fields of headers, 1 MiB body, 10 s for a head, a minute for a body.
    public static final Limits SERVER =
            new Limits(8192, 32 * 1024, 100, 1024 * 1024, Duration.ofSeconds(10), Duration.ofMinutes(1));
    /// For a client: as a server, with 256 KiB of headers, 1,000 fields, and bodies of any size that take any time.
    public static final Limits CLIENT = new Limits(8192, 256 * 1024, 1000, Long.MAX_VALUE, null, null);
    /// Bytes of chunk extensions in one body, all together; they mean nothing here (RFC 9112, section 7.1.1).
    static final int CHUNK_EXTENSIONS = 4096;
    /// Bytes of the longest method that is taken for one.
    static final int METHOD = 32;

    public Limits {
        if (startLine < 64 || headers < 64 || fields < 1 || body < 0) {
            throw new UsageException("limits too small for any message");
        }
    }

    public Limits withBody(long body) {
        return new Limits(startLine, headers, fields, body, headTime, bodyTime);
    }

    public Limits withTimes(Duration headTime, Duration bodyTime) {
        return new Limits(startLine, headers, fields, body, headTime, bodyTime);
    }
}
