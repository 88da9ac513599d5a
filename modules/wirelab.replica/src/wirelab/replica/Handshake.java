package wirelab.replica;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.time.Duration;
import java.util.Set;
import wirelab.kit.ByteStream;
import wirelab.kit.Bytes;
import wirelab.kit.FieldReader;
import wirelab.kit.FieldWriter;
import wirelab.kit.Hmac;
import wirelab.kit.ProtocolViolation;
import wirelab.kit.Secrets;
import wirelab.kit.Visible;

/// How a connection of a group begins: both ends prove that they know the key, without saying it, and what follows is sealed
/// with keys that nobody else can have.
///
/// ```
/// ->  HELLO  path: what for;  data: version u8 (1), plain u8 (0 or 1), the node that is wanted u32, nonce (32 bytes)
/// <-  PROOF  data: nonce (32), HMAC(key, "server", HELLO as sent, node u32, nonce)
/// ->  PROOF  data: HMAC(key, "client", the same)
/// <-  PROOF  no data, sealed already
/// ```
///
/// The keys of the two directions are the same HMAC with `client seals` and `server seals`. Instead of a PROOF the server
/// may say NO, whose data is the reason.
final class Handshake {
    static final String FOR_RAFT = "raft";
    static final String FOR_CONTENTS = "contents";
    static final String FOR_CLIENTS = "ask";
    /// A client does not mind which node it is.
    static final long ANY = 0xffff_ffffL;
    private static final Set<String> PURPOSES = Set.of(FOR_RAFT, FOR_CONTENTS, FOR_CLIENTS);
    private static final int VERSION = 1;
    private static final int NONCE = 32;
    private static final int MOST_DATA = 256;
    /// How long a stranger may take.
    static final Duration LIMIT = Duration.ofSeconds(3);

    /// A connection whose other end is known.
    ///
    /// @param node who is there, or [Pdu#CLIENT]
    record Known(PduStream pdus, long node, String purpose) {}

    private final Hmac secret;
    private final byte[] spoken;

    private Handshake(ReplicaConfig config, Pdu hello, long server, byte[] nonce) {
        secret = config.secret();
        byte[] first = hello.encode();
        spoken = new FieldWriter(first.length + 4 + NONCE).bytes(first).u32(server).bytes(nonce).done();
    }

    private byte[] code(String what) {
        return secret.of(what.getBytes(US_ASCII), spoken);
    }

    private PduStream seal(ReplicaConfig config, ByteStream stream, PduStream pdus, String mine, String other)
            throws ProtocolViolation {
        if (pdus.hasMore()) throw new ProtocolViolation("handshake", 0, "more came than was its turn");
        if (config.plain()) {
            pdus.trust();
            return pdus;
        }
        return new PduStream(new SealedStream(stream, code(mine + " seals"), code(other + " seals")));
    }

    /// Begins a connection.
    ///
    /// @param self who asks, or [Pdu#CLIENT]
    /// @param wanted who must be there, or [#ANY]
    /// @param limit how long it may take
    /// @throws ReplicaException when the other end does not have the key, or does not want to
    static Known dial(ReplicaConfig config, ByteStream stream, long self, long wanted, String purpose, Duration limit)
            throws IOException {
        stream.stage(limit);
        var pdus = new PduStream(stream, MOST_DATA);
        byte[] data = new FieldWriter().u8(VERSION).u8(config.plain() ? 1 : 0).u32(wanted).bytes(Secrets.bytes(NONCE)).done();
        var hello = new Pdu(self, Pdu.HELLO, purpose, Bytes.wrap(data));
        pdus.write(hello);
        var answer = expect(pdus.need(), Pdu.PROOF);
        var in = new FieldReader(answer.data().array());
        byte[] nonce = in.bytes("nonce", NONCE);
        byte[] code = in.bytes("proof", 32);
        in.end();
        if (wanted != ANY && answer.node() != wanted) {
            throw new ReplicaException("at " + stream + " is node " + answer.node() + ", not " + wanted);
        }
        var shake = new Handshake(config, hello, answer.node(), nonce);
        if (!Secrets.same(code, shake.code("server"))) {
            throw new ReplicaException(ReplicaConfig.name(answer.node()) + " has another key");
        }
        pdus.write(Pdu.of(self, Pdu.PROOF, shake.code("client")));
        var known = shake.seal(config, stream, pdus, "client", "server");
        expect(known.need(), Pdu.PROOF);
        stream.stage(null);
        return new Known(known, answer.node(), purpose);
    }

    private static Pdu expect(Pdu pdu, int action) throws IOException {
        if (pdu.action() == Pdu.NO) throw new ReplicaException(Visible.of(pdu.data().text()));
        if (pdu.action() != action) {
            throw new ProtocolViolation("action", 4, Pdu.name(pdu.action()) + " is not " + Pdu.name(action));
        }
        return pdu;
    }

    /// Answers one.
    ///
    /// @throws ProtocolViolation when the other end does not have the key
    static Known accept(ReplicaConfig config, ByteStream stream, long self) throws IOException {
        stream.stage(LIMIT);
        var pdus = new PduStream(stream, MOST_DATA);
        try {
            var hello = expect(pdus.need(), Pdu.HELLO);
            check(config, hello, self);
            byte[] nonce = Secrets.bytes(NONCE);
            var shake = new Handshake(config, hello, self, nonce);
            pdus.write(Pdu.of(self, Pdu.PROOF, new FieldWriter().bytes(nonce).bytes(shake.code("server")).done()));
            var proof = expect(pdus.need(), Pdu.PROOF);
            if (!Secrets.same(proof.data().array(), shake.code("client"))) {
                throw new ProtocolViolation("proof", 16, "another key");
            }
            var known = shake.seal(config, stream, pdus, "server", "client");
            known.write(Pdu.of(self, Pdu.PROOF, new byte[0]));
            stream.stage(null);
            return new Known(known, hello.node(), hello.path());
        } catch (ProtocolViolation e) {
            pdus.write(Pdu.of(self, Pdu.NO, e.getMessage().getBytes(UTF_8)));
            throw e;
        }
    }

    private static void check(ReplicaConfig config, Pdu hello, long self) throws ProtocolViolation {
        var in = new FieldReader(hello.data().array());
        int version = in.u8("version");
        if (version != VERSION) throw new ProtocolViolation("version", 0, version + " is not " + VERSION);
        int plain = in.u8("plain");
        if (plain != (config.plain() ? 1 : 0)) {
            throw new ProtocolViolation("plain", 1, config.plain() ? "this group does not seal what it says: use --plain"
                    : "this group seals what it says: not with --plain");
        }
        long wanted = in.u32("wanted");
        if (wanted != ANY && wanted != self) throw new ProtocolViolation("wanted", 2, "this is node " + self);
        in.bytes("nonce", NONCE);
        in.end();
        if (!PURPOSES.contains(hello.path())) throw new ProtocolViolation("purpose", 8, "none that is known");
        boolean isMember = config.nodes().containsKey((int) hello.node()) && hello.node() != self;
        if (!isMember && (hello.node() != Pdu.CLIENT || hello.path().equals(FOR_RAFT))) {
            throw new ProtocolViolation("node", 0, hello.node() + " is no other node of this group");
        }
    }
}
