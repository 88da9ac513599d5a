package wirelab.balancer;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import wirelab.kit.ByteStream;
import wirelab.kit.ProtocolViolation;

/// The PROXY protocol, versions 1 and 2: what a balancer says at the very beginning of a connection, so that whoever is
/// behind it learns who the client is.
///
/// ```
/// v1   "PROXY" SP ("TCP4" | "TCP6") SP source SP destination SP port SP port CRLF
///      "PROXY UNKNOWN" ... CRLF                                at most 107 bytes
///
/// v2   0D 0A 0D 0A 00 0D 0A 51 55 49 54 0A                     signature
///      ver/cmd  20 LOCAL, 21 PROXY
///      family   11 TCP over IPv4, 21 TCP over IPv6
///      length   u16: addresses, ports, and what else is said (TLVs)
///      source, destination; source port u16, destination port u16
/// ```
///
/// @param source the client, or `null` when the balancer speaks for itself (LOCAL, UNKNOWN)
/// @param destination where the client has connected to
public record ProxyHeader(InetSocketAddress source, InetSocketAddress destination) {
    /// Of a balancer that speaks for itself, to see whether a node is well.
    public static final ProxyHeader LOCAL = new ProxyHeader(null, null);

    private static final byte[] SIGNATURE = {13, 10, 13, 10, 0, 13, 10, 'Q', 'U', 'I', 'T', 10};
    private static final int SHORTEST_V1 = 15;
    private static final int LONGEST_V1 = 107;
    /// Of addresses and TLVs together.
    private static final int LONGEST_V2 = 4096;

    /// Reads it from the beginning of a connection, and not a byte more.
    ///
    /// @throws ProtocolViolation when it is none
    /// @throws IOException when the connection ends inside it
    public static ProxyHeader read(ByteStream from) throws IOException {
        var head = ByteBuffer.allocate(LONGEST_V1);
        fill(from, head.limit(SHORTEST_V1));
        if (Arrays.equals(head.array(), 0, SIGNATURE.length, SIGNATURE, 0, SIGNATURE.length)) {
            fill(from, head.limit(16));
            int length = head.getShort(14) & 0xffff;
            if (length > LONGEST_V2) throw new ProtocolViolation("PROXY: length", 14, "more than " + LONGEST_V2);
            var rest = ByteBuffer.allocate(length);
            fill(from, rest);
            return v2(head.get(12) & 0xff, head.get(13) & 0xff, rest.flip());
        }
        while (head.get(head.position() - 1) != '\n') {
            if (head.position() == LONGEST_V1) throw new ProtocolViolation("PROXY", LONGEST_V1, "the line does not end");
            fill(from, head.limit(head.position() + 1));
        }
        return v1(new String(head.array(), 0, head.position(), StandardCharsets.ISO_8859_1));
    }

    private static void fill(ByteStream from, ByteBuffer into) throws IOException {
        while (into.hasRemaining()) if (from.read(into) < 0) throw new EOFException("the peer ended inside PROXY");
    }

    static ProxyHeader v1(String line) throws ProtocolViolation {
        if (!line.startsWith("PROXY ") || !line.endsWith("\r\n")) throw new ProtocolViolation("PROXY", 0, "no such line");
        String[] words = line.substring(0, line.length() - 2).split(" ", -1);
        if (words[1].equals("UNKNOWN")) return LOCAL;
        boolean known = words.length == 6 && (words[1].equals("TCP4") || words[1].equals("TCP6"));
        if (!known) throw new ProtocolViolation("PROXY", 6, "neither TCP4, TCP6 nor UNKNOWN with what belongs to it");
        boolean ipv6 = words[1].equals("TCP6");
        return new ProxyHeader(new InetSocketAddress(address(words[2], ipv6), port(words[4])),
                new InetSocketAddress(address(words[3], ipv6), port(words[5])));
    }

    private static InetAddress address(String word, boolean ipv6) throws ProtocolViolation {
        var address = ipv6 == word.indexOf(':') >= 0 ? TrustedPeers.literal(word) : null;
        if (address == null) throw new ProtocolViolation("PROXY: address", 11, "none of this family");
        return address;
    }

    private static int port(String word) throws ProtocolViolation {
        boolean number = word.matches("0|[1-9][0-9]{0,4}");
        if (!number || Integer.parseInt(word) > 65_535) throw new ProtocolViolation("PROXY: port", 11, "none");
        return Integer.parseInt(word);
    }

    private static ProxyHeader v2(int command, int family, ByteBuffer rest) throws ProtocolViolation {
        if (command == 0x20) return LOCAL;
        if (command != 0x21) throw new ProtocolViolation("PROXY: ver/cmd", 12, "neither LOCAL nor PROXY of version 2");
        int size = family == 0x11 ? 4 : family == 0x21 ? 16 : 0;
        // Of a family without addresses that mean anything here, the connection's own are taken.
        if (size == 0) return LOCAL;
        if (rest.remaining() < 2 * size + 4) throw new ProtocolViolation("PROXY: length", 14, "too short for the addresses");
        byte[] source = new byte[size];
        byte[] destination = new byte[size];
        rest.get(source).get(destination);
        try {
            return new ProxyHeader(new InetSocketAddress(InetAddress.getByAddress(source), rest.getShort() & 0xffff),
                    new InetSocketAddress(InetAddress.getByAddress(destination), rest.getShort() & 0xffff));
        } catch (UnknownHostException e) {
            throw new IllegalStateException("four or sixteen bytes are an address", e);
        }
    }

    /// Writes it.
    ///
    /// @param version 1 or 2
    public byte[] encode(int version) {
        boolean alike = source != null
                && source.getAddress().getAddress().length == destination.getAddress().getAddress().length;
        if (version == 1) return line(alike).getBytes(StandardCharsets.US_ASCII);
        byte[] from = alike ? source.getAddress().getAddress() : new byte[0];
        int length = alike ? 2 * from.length + 4 : 0;
        var out = ByteBuffer.allocate(16 + length).put(SIGNATURE).put((byte) (alike ? 0x21 : 0x20));
        out.put((byte) (!alike ? 0 : from.length == 4 ? 0x11 : 0x21)).putShort((short) length);
        if (alike) {
            out.put(from).put(destination.getAddress().getAddress());
            out.putShort((short) source.getPort()).putShort((short) destination.getPort());
        }
        return out.array();
    }

    private String line(boolean alike) {
        if (!alike) return "PROXY UNKNOWN\r\n";
        String family = source.getAddress().getAddress().length == 4 ? "TCP4" : "TCP6";
        return "PROXY " + family + " " + source.getAddress().getHostAddress() + " "
                + destination.getAddress().getHostAddress() + " " + source.getPort() + " " + destination.getPort() + "\r\n";
    }
}
