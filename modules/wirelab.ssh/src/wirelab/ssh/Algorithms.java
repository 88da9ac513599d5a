package wirelab.ssh;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.crypto.Cipher;
import wirelab.keys.KeyKind;
import wirelab.kit.Bytes;
import wirelab.kit.UsageException;
import wirelab.ssh.TransportMessage.KexInit;

/// Which algorithms one end offers, the preferred first, and what two ends agree upon (RFC 4253, section 7.1): the first of
/// the client's that the server has too.
///
/// @param kex key exchanges
/// @param hostKeys signatures of the server's key
/// @param ciphers ciphers; those with a tag of their own need no MAC
public record Algorithms(List<String> kex, List<String> hostKeys, List<String> ciphers, List<String> macs) {
    /// One cipher: bytes of its key and of its first nonce.
    private record Kind(String name, int key, int iv) {}

    private static final List<Kind> CIPHERS = List.of(new Kind("aes256-gcm@openssh.com", 32, 12),
            new Kind("aes128-gcm@openssh.com", 16, 12), new Kind("chacha20-poly1305@openssh.com", 64, 0),
            new Kind("aes256-ctr", 32, 16), new Kind("aes128-ctr", 16, 16));
    private static final String SHA_256 = "hmac-sha2-256-etm@openssh.com";
    private static final String SHA_512 = "hmac-sha2-512-etm@openssh.com";

    private static final List<String> KEX = Arrays.stream(KexMethod.values()).map(method -> method.wireName).toList();
    private static final List<String> CIPHER_NAMES = CIPHERS.stream().map(Kind::name).toList();
    private static final List<String> MACS = List.of(SHA_256, SHA_512);

    /// All that there is.
    public static final Algorithms ALL = new Algorithms(KEX, KeyKind.allSignatures(), CIPHER_NAMES, MACS);

    public Algorithms {
        check("key exchange", kex, KEX);
        check("host key", hostKeys, KeyKind.allSignatures());
        check("cipher", ciphers, CIPHER_NAMES);
        check("MAC", macs, MACS);
    }

    private static void check(String what, List<String> chosen, List<String> all) {
        if (chosen.isEmpty()) throw new UsageException("no " + what + " is left to offer");
        for (String name : chosen) if (!all.contains(name)) throw new UsageException("there is no " + what + " " + name);
    }

    public Algorithms withKex(String... kex) {
        return new Algorithms(List.of(kex), hostKeys, ciphers, macs);
    }

    public Algorithms withHostKeys(List<String> hostKeys) {
        return new Algorithms(kex, hostKeys, ciphers, macs);
    }

    public Algorithms withCiphers(String... ciphers) {
        return new Algorithms(kex, hostKeys, List.of(ciphers), macs);
    }

    public Algorithms withMacs(String... macs) {
        return new Algorithms(kex, hostKeys, ciphers, List.of(macs));
    }

    /// The same, with the kinds of host keys first of which one is known already: else a server that has two keys would be
    /// asked for the one that is not.
    ///
    /// @param types such as `ssh-ed25519`
    public Algorithms preferring(List<String> types) {
        var first = hostKeys.stream().filter(name -> types.contains(KeyKind.ofSignature(name).wireName())).toList();
        var all = new ArrayList<>(first);
        for (String name : hostKeys) if (!first.contains(name)) all.add(name);
        return withHostKeys(List.copyOf(all));
    }

    /// What was agreed upon.
    ///
    /// @param macToServer `null` where the cipher has a tag of its own
    record Agreed(KexMethod kex, String hostKey, String cipherToServer, String cipherToClient, String macToServer,
            String macToClient) {}

    /// @param markers names that are no key exchange: of strict key exchange and of extensions
    KexInit offer(Bytes cookie, List<String> markers) {
        var exchanges = new ArrayList<>(kex);
        exchanges.addAll(markers);
        var none = List.of("none");
        return new KexInit(cookie, List.of(exchanges, hostKeys, ciphers, ciphers, macs, macs, none, none, List.of(),
                List.of()),
                false);
    }

    static Agreed agree(KexInit client, KexInit server) throws SshException {
        var exchange = KexMethod.of(first("key exchange", client, server, KexInit.KEX));
        String hostKey = first("kind of host key", client, server, KexInit.HOST_KEY);
        String up = first("cipher", client, server, KexInit.CIPHER);
        String down = first("cipher", client, server, KexInit.CIPHER + 1);
        String macUp = hasTag(up) ? null : first("MAC", client, server, KexInit.MAC);
        String macDown = hasTag(down) ? null : first("MAC", client, server, KexInit.MAC + 1);
        first("compression", client, server, KexInit.COMPRESSION);
        first("compression", client, server, KexInit.COMPRESSION + 1);
        return new Agreed(exchange, hostKey, up, down, macUp, macDown);
    }

    /// Whether the packet that a peer has sent on a guess is of no use: its first choices are not both ours too.
    static boolean guessedWrong(KexInit client, KexInit server) {
        for (int list : new int[] {KexInit.KEX, KexInit.HOST_KEY}) {
            var theirs = client.lists().get(list);
            var ours = server.lists().get(list);
            if (theirs.isEmpty() || ours.isEmpty() || !theirs.getFirst().equals(ours.getFirst())) return true;
        }
        return false;
    }

    private static String first(String what, KexInit client, KexInit server, int list) throws SshException {
        var offered = server.lists().get(list);
        for (String name : client.lists().get(list)) {
            if (offered.contains(name) && !name.startsWith("kex-strict-") && !name.startsWith("ext-info-")) return name;
        }
        throw new SshException(TransportMessage.Disconnect.KEY_EXCHANGE_FAILED, "no " + what + " in common: the peer offers "
                + String.join(",", client.lists().get(list)) + " against " + String.join(",", offered));
    }

    static boolean hasTag(String cipher) {
        return !cipher.endsWith("-ctr");
    }

    /// Makes the cipher of one direction.
    ///
    /// @param mode of [Cipher]
    /// @param keys the secrets of this direction
    static PacketCipher cipher(int mode, String name, String mac, ExchangeHash keys, boolean toServer) {
        var kind = CIPHERS.stream().filter(one -> one.name.equals(name)).findFirst().orElseThrow();
        byte[] iv = keys.key(toServer ? 'A' : 'B', kind.iv);
        byte[] key = keys.key(toServer ? 'C' : 'D', kind.key);
        if (name.startsWith("chacha")) return new ChaCha(key);
        if (hasTag(name)) return new AesGcm(key, iv);
        boolean longer = mac.equals(SHA_512);
        byte[] macKey = keys.key(toServer ? 'E' : 'F', longer ? 64 : 32);
        return new AesCtr(mode, key, iv, longer ? "HmacSHA512" : "HmacSHA256", macKey);
    }
}
