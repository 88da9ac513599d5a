package wirelab.ssh;

import java.io.IOException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import javax.crypto.Cipher;
import wirelab.keys.HandedRandom;
import wirelab.keys.HostKeyCheck;
import wirelab.keys.KeyKind;
import wirelab.keys.SshKeyPair;
import wirelab.keys.SshPublicKey;
import wirelab.kit.Bytes;
import wirelab.kit.Machine;
import wirelab.kit.Secrets;
import wirelab.ssh.TransportMessage.Disconnect;
import wirelab.ssh.TransportMessage.ExtInfo;
import wirelab.ssh.TransportMessage.KexEcdhInit;
import wirelab.ssh.TransportMessage.KexEcdhReply;
import wirelab.ssh.TransportMessage.KexInit;
import wirelab.ssh.TransportMessage.NewKeys;

/// The key exchanges of one end (RFC 4253, sections 7 to 9), the first and all later ones.
///
/// ```
///   client                                 server
///   KEXINIT (what I can) ---------------->
///            <---------------- KEXINIT (what I can)      each before it has the other's
///   KEX_ECDH_INIT (Q_C) ----------------->
///            <---- KEX_ECDH_REPLY (K_S, Q_S, signature of H), NEWKEYS, EXT_INFO
///   NEWKEYS ------------------------------>
/// ```
///
/// Strict key exchange (the answer to the attack "Terrapin", CVE-2023-48795): when both ends know it, the first packet is
/// KEXINIT, nothing that is not part of the first exchange may come within it, and the numbers of packets begin anew with
/// each NEWKEYS; so nobody on the way can drop packets unnoticed.
final class KeyExchanger {
    /// Who this end is: a server with its keys, or a client that looks at the server's.
    sealed interface Identity {
        default boolean isServer() {
            return this instanceof Server;
        }
    }

    record Server(List<SshKeyPair> keys) implements Identity {}

    /// @param offers makes its halves of secrets
    record Client(HostKeyCheck check, Offers offers) implements Identity {
        Client(HostKeyCheck check) {
            this(check, KexMethod::offer);
        }
    }

    /// Where a client has its half of a secret from.
    @FunctionalInterface
    interface Offers {
        KexMethod.Offer make(KexMethod method, SecureRandom random);
    }

    private static final String STRICT_CLIENT = "kex-strict-c-v00@openssh.com";
    private static final String STRICT_SERVER = "kex-strict-s-v00@openssh.com";
    private static final String EXTENSIONS = "ext-info-c";

    private final Identity identity;
    private final Algorithms algorithms;
    private final Rekey rekey;
    private final SecureRandom random;
    private final PacketReader reader;
    private final PacketWriter writer;
    private String ownVersion;
    private String peerVersion;
    private byte[] session;
    private boolean strict;
    private long keysAt;
    /// This exchange: set in this order, and forgotten with NEWKEYS.
    private KexInit own;
    private KexInit peer;
    private byte[] peerBytes;
    private Algorithms.Agreed agreed;
    private Algorithms.Agreed inUse;
    private KexMethod.Offer offer;
    private ExchangeHash keys;
    private boolean sentNewKeys;
    private boolean dropsGuess;
    private SshPublicKey hostKey;

    KeyExchanger(Identity identity, Algorithms algorithms, Rekey rekey, RandomGenerator random, PacketReader reader,
            PacketWriter writer) {
        this.identity = identity;
        this.algorithms = identity instanceof Server server ? algorithms.withHostKeys(signatures(algorithms, server.keys))
                : algorithms;
        this.rekey = rekey;
        this.random = HandedRandom.of(random);
        this.reader = reader;
        this.writer = writer;
    }

    private static List<String> signatures(Algorithms algorithms, List<SshKeyPair> keys) {
        return algorithms.hostKeys().stream().filter(name -> key(keys, name) != null).toList();
    }

    private static SshKeyPair key(List<SshKeyPair> keys, String signature) {
        for (var key : keys) if (key.publicKey().kind().signatures().contains(signature)) return key;
        return null;
    }

    /// Offers what this end can.
    void begin(long now, String version) {
        ownVersion = version;
        keysAt = now;
        var markers = new ArrayList<String>();
        if (session == null) {
            if (!identity.isServer()) markers.add(EXTENSIONS);
            markers.add(identity.isServer() ? STRICT_SERVER : STRICT_CLIENT);
        }
        own = algorithms.offer(Bytes.wrap(Secrets.bytes(random, 16)), markers);
        writer.packet(own.encode(), new byte[0], 0, 0);
    }

    void peerVersion(String version) {
        peerVersion = version;
    }

    /// Whether between KEXINIT and NEWKEYS of this end, when nothing else may be sent.
    boolean isBusy() {
        return own != null && !sentNewKeys;
    }

    /// Whether an exchange is under way at all.
    boolean isExchanging() {
        return own != null;
    }

    /// Whether the first exchange is over.
    boolean isKeyed() {
        return inUse != null;
    }

    byte[] session() {
        return session.clone();
    }

    Algorithms.Agreed agreed() {
        return inUse;
    }

    /// {@return the server's key, as it was proved in the last exchange}
    SshPublicKey hostKey() {
        return hostKey;
    }

    /// Lets a message in or ends the connection.
    ///
    /// @param type the first byte of a payload
    void admit(int type) throws SshException {
        boolean within = peer != null;
        boolean first = inUse == null;
        boolean ofExchange = type >= 20 && type < 50 || type == TransportMessage.DISCONNECT;
        if (ofExchange) return;
        boolean harmless = type >= TransportMessage.IGNORE && type <= TransportMessage.DEBUG;
        // Later on, some go on sending data behind their KEXINIT (asyncssh 2.10), which section 7.1 forbids. It comes under
        // the old keys and from somebody who is logged in.
        if (first && (!harmless || within && strict)) throw Transport.unexpected(type);
    }

    /// Whether the packet that has come is the one that a peer sent on a wrong guess, which is dropped once (RFC 4253,
    /// section 7).
    boolean dropsGuess() {
        boolean drops = dropsGuess;
        dropsGuess = false;
        return drops;
    }

    void message(long now, TransportMessage message, byte[] payload) throws IOException {
        boolean server = identity.isServer();
        switch (message) {
            case KexInit init when peer == null -> peerInit(now, init, payload);
            case KexEcdhInit init when server && agreed != null && keys == null -> answer(init);
            case KexEcdhReply reply when !server && offer != null && keys == null -> finish(reply);
            case NewKeys _ when keys != null -> changeReading(now);
            case null, default -> throw Transport.unexpected(payload[0] & 0xff);
        }
    }

    private void peerInit(long now, KexInit init, byte[] payload) throws IOException {
        if (own == null) begin(now, ownVersion);
        peer = init;
        peerBytes = payload;
        boolean server = identity.isServer();
        KexInit clients = server ? peer : own, servers = server ? own : peer;
        if (session == null) {
            strict = clients.lists().getFirst().contains(STRICT_CLIENT)
                    && servers.lists().getFirst().contains(STRICT_SERVER);
            if (strict && reader.number() != 0) throw Transport.unexpected(TransportMessage.KEXINIT);
        }
        agreed = Algorithms.agree(clients, servers);
        dropsGuess = peer.guessFollows() && Algorithms.guessedWrong(clients, servers);
        if (!(identity instanceof Client client)) return;
        offer = client.offers.make(agreed.kex(), random);
        writer.packet(new KexEcdhInit(Bytes.wrap(offer.share())).encode(), new byte[0], 0, 0);
    }

    private void answer(KexEcdhInit init) throws IOException {
        var answer = agreed.kex().answer(init.share().array(), random);
        var signer = key(((Server) identity).keys, agreed.hostKey());
        hostKey = signer.publicKey();
        byte[] hash = new ExchangeHash.Said(peerVersion, ownVersion, peerBytes, own.encode(), hostKey.blob().array(),
                init.share().array(), answer.share()).hash(answer.secret());
        var signature = Bytes.wrap(signer.sign(agreed.hostKey(), hash));
        writer.packet(new KexEcdhReply(hostKey.blob(), Bytes.wrap(answer.share()), signature).encode(), new byte[0], 0, 0);
        changeWriting(answer.secret(), hash);
    }

    private void finish(KexEcdhReply reply) throws IOException {
        var key = SshPublicKey.decode(reply.hostKey().array());
        byte[] secret = offer.finish(reply.share().array());
        byte[] hash = new ExchangeHash.Said(ownVersion, peerVersion, own.encode(), peerBytes, reply.hostKey().array(),
                offer.share(), reply.share().array()).hash(secret);
        if (!key.verifies(agreed.hostKey(), hash, reply.signature().array())) {
            throw new SshException(Disconnect.KEY_EXCHANGE_FAILED, "the server cannot prove that the host key is its own");
        }
        if (hostKey == null) ((Client) identity).check.check(key);
        else if (!hostKey.equals(key))
                throw new SshException(Disconnect.HOST_KEY_NOT_VERIFIABLE, "the server's key has changed");
        hostKey = key;
        changeWriting(secret, hash);
    }

    private void changeWriting(byte[] secret, byte[] hash) {
        boolean first = session == null;
        keys = new ExchangeHash(secret, hash, session);
        session = keys.session();
        writer.packet(new NewKeys().encode(), new byte[0], 0, 0);
        boolean server = identity.isServer();
        writer.use(Algorithms.cipher(Cipher.ENCRYPT_MODE, server ? agreed.cipherToClient() : agreed.cipherToServer(),
                server ? agreed.macToClient() : agreed.macToServer(), keys, !server), strict);
        sentNewKeys = true;
        if (first && server && peer.lists().getFirst().contains(EXTENSIONS)) {
            var known = new TreeMap<String, String>();
            known.put("server-sig-algs", String.join(",", KeyKind.allSignatures()));
            writer.packet(new ExtInfo(known).encode(), new byte[0], 0, 0);
        }
    }

    private void changeReading(long now) {
        boolean server = identity.isServer();
        reader.use(Algorithms.cipher(Cipher.DECRYPT_MODE, server ? agreed.cipherToServer() : agreed.cipherToClient(),
                server ? agreed.macToServer() : agreed.macToClient(), keys, server), strict);
        inUse = agreed;
        keysAt = now;
        own = null;
        peer = null;
        peerBytes = null;
        agreed = null;
        offer = null;
        // What the keys were made of is not needed any more, and no one is to find it in memory later.
        keys = null;
        sentNewKeys = false;
    }

    /// Begins anew when the keys have been used long enough. Before the first exchange is over there is nothing to renew,
    /// and the numbers of packets never come near their end.
    void rekeyIfDue(long now, boolean established) {
        if (!established || own != null || inUse == null) return;
        boolean much = Math.max(reader.bytes(), writer.bytes()) >= rekey.bytes()
                || Math.max(reader.packets(), writer.packets()) >= Rekey.MOST_PACKETS;
        if (much || Machine.isDue(nextAt(), now)) begin(now, ownVersion);
    }

    long nextAt() {
        return own != null ? Machine.NEVER : Machine.after(keysAt, rekey.time().toNanos());
    }
}
