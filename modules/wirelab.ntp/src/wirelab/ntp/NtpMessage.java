package wirelab.ntp;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import wirelab.kit.FieldReader;
import wirelab.kit.FieldWriter;
import wirelab.kit.ProtocolViolation;
import wirelab.kit.Text;

/// The one message of NTP (RFC 5905, section 7.3), the same for a question and its answer.
///
/// ```
///  0                   1                   2                   3
///  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
/// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
/// |LI | VN  |Mode |    Stratum    |     Poll      |   Precision   |   0
/// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
/// |                          Root delay                           |   4
/// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
/// |                        Root dispersion                        |   8
/// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
/// |                         Reference id                          |  12
/// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
/// |               Reference time stamp (64 bits)                  |  16
/// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
/// |               Origin time stamp, T1 (64 bits)                 |  24
/// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
/// |               Receive time stamp, T2 (64 bits)                |  32
/// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
/// |               Transmit time stamp, T3 (64 bits)               |  40
/// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
/// ```
///
/// Extension fields and a message authentication code may follow (section 7.5); they are neither read nor sent.
///
/// @param leap announces a leap second, or admits that the clock is not set
/// @param version 1 to 4; a server answers in the version of the question
/// @param stratum steps from a reference clock: 1 has one itself, 2 to 15 ask others, 0 is a kiss-o'-death or no time at all
/// @param poll the exponent of the interval between questions, in log2 seconds
/// @param precision the exponent of the resolution of the clock, in log2 seconds
/// @param rootDelay round trip to the reference clock, over all steps
/// @param rootDispersion how wrong the server's time may be besides half of the root delay
/// @param referenceId which clock the server follows: four letters, or the IPv4 address of a server
/// @param reference when the server's clock was last set
/// @param origin the transmit time stamp of the question, copied (T1)
/// @param receive when the question arrived, by the server's clock (T2)
/// @param transmit when this message left, by its sender's clock (T1 in a question, T3 in an answer)
public record NtpMessage(LeapIndicator leap, int version, Mode mode, int stratum, int poll, int precision,
        NtpShort rootDelay, NtpShort rootDispersion, int referenceId, NtpTimestamp reference, NtpTimestamp origin,
        NtpTimestamp receive, NtpTimestamp transmit) {
    /// Length of a message without extension fields, in bytes.
    public static final int SIZE = 48;
    public static final int VERSION = 4;
    /// The greatest stratum of a server that is set.
    public static final int MAX_STRATUM = 15;
    /// Where the transmit time stamp stands, which a sender fills in at the last moment.
    static final int TRANSMIT_OFFSET = 40;

    public NtpMessage {
        if (version < 1 || version > VERSION || stratum < 0 || stratum > 255 || poll != (byte) poll
                || precision != (byte) precision) {
            throw new IllegalArgumentException("version " + version + ", stratum " + stratum + ", poll " + poll
                    + ", precision " + precision);
        }
    }

    /// A client's question: all zero but version, mode and transmit time stamp (RFC 4330, section 5).
    public static NtpMessage question(NtpTimestamp transmit) {
        return new NtpMessage(LeapIndicator.NONE, VERSION, Mode.CLIENT, 0, 0, 0, NtpShort.ZERO, NtpShort.ZERO, 0,
                NtpTimestamp.UNKNOWN, NtpTimestamp.UNKNOWN, NtpTimestamp.UNKNOWN, transmit);
    }

    /// Reads a message.
    ///
    /// @param datagram from position to limit; the position does not move
    /// @return the message, without what follows its header
    /// @throws ProtocolViolation when it is too short, of a version that nobody speaks, or its tail is no row of 32-bit
    /// words
    public static NtpMessage decode(ByteBuffer datagram) throws ProtocolViolation {
        var fields = new FieldReader(datagram);
        int first = fields.u8("leap indicator, version, mode");
        int version = first >> 3 & 7;
        if (version < 1 || version > VERSION) throw new ProtocolViolation("version", 0, version + " is not 1 to " + VERSION);
        var message = new NtpMessage(LeapIndicator.of(first >> 6), version, Mode.of(first & 7),
                fields.u8("stratum"), (byte) fields.u8("poll"), (byte) fields.u8("precision"),
                new NtpShort((int) fields.u32("root delay")), new NtpShort((int) fields.u32("root dispersion")),
                (int) fields.u32("reference id"), new NtpTimestamp(fields.u64("reference time stamp")),
                new NtpTimestamp(fields.u64("origin time stamp")), new NtpTimestamp(fields.u64("receive time stamp")),
                new NtpTimestamp(fields.u64("transmit time stamp")));
        if (fields.remaining() % 4 != 0) {
            throw new ProtocolViolation("extension", SIZE, Text.count(fields.remaining(), "byte")
                    + ", and no row of 32-bit words");
        }
        return message;
    }

    /// Writes the message.
    ///
    /// @param into where its 48 bytes go; the position moves behind them
    public void encode(ByteBuffer into) {
        new FieldWriter(into).u8(leap.ordinal() << 6 | version << 3 | mode.ordinal()).u8(stratum).u8(poll).u8(precision)
                .u32(rootDelay.bits()).u32(rootDispersion.bits()).u32(referenceId)
                .u64(reference.bits()).u64(origin.bits()).u64(receive.bits()).u64(transmit.bits());
    }

    /// Writes the message.
    ///
    /// @return its 48 bytes
    public byte[] encode() {
        var bytes = new byte[SIZE];
        encode(ByteBuffer.wrap(bytes));
        return bytes;
    }

    /// {@return the reference id for people: four letters at strata 0 and 1, an address above; such as `RATE`, `GPS`,
    /// `192.0.2.7`}
    public String referenceText() {
        return referenceText(stratum, referenceId);
    }

    /// A reference id for people.
    ///
    /// @param stratum the stratum of the server that gave it
    /// @return four letters at strata 0 and 1, an address above
    static String referenceText(int stratum, int id) {
        var bytes = ByteBuffer.allocate(4).putInt(id).array();
        if (stratum > 1) {
            return (bytes[0] & 0xff) + "." + (bytes[1] & 0xff) + "." + (bytes[2] & 0xff) + "." + (bytes[3] & 0xff);
        }
        var text = new StringBuilder();
        for (byte b : bytes) if (b != 0) text.append(b > ' ' && b < 0x7f ? (char) b : '?');
        return text.toString();
    }

    /// A reference id of up to four letters.
    ///
    /// @param letters such as `RATE`
    public static int referenceId(String letters) {
        var padded = ByteBuffer.allocate(4);
        padded.put(letters.getBytes(StandardCharsets.US_ASCII));
        return padded.getInt(0);
    }

    /// The reference id of a server that is followed: its IPv4 address, or the head of the MD5 of its IPv6 address, by which
    /// two servers that follow each other find out.
    public static int referenceId(InetAddress server) {
        if (server instanceof Inet4Address) return ByteBuffer.wrap(server.getAddress()).getInt();
        try {
            return ByteBuffer.wrap(MessageDigest.getInstance("MD5").digest(server.getAddress())).getInt();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has MD5", e);
        }
    }
}
