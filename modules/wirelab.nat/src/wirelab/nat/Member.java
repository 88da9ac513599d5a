package wirelab.nat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.List;
import wirelab.kit.Address;

/// One client as the server knows it and tells the others.
///
/// @param id its id
/// @param dialect how it speaks
/// @param publics where the server sees it, one address per family; the first is the one that classroom clients are told
/// @param locals its addresses on its own network, as it says
/// @param key its X25519 public key, empty for classroom clients
record Member(String id, Dialect dialect, List<InetSocketAddress> publics, List<InetSocketAddress> locals, byte[] key) {
    InetSocketAddress publicAddress() {
        return publics.getFirst();
    }

    InetSocketAddress local() {
        return locals.isEmpty() ? publicAddress() : locals.getFirst();
    }

    /// Behind one NAT: the same public address, and the same /24 of the private one (/64 with IPv6).
    boolean sameNat(Member other) {
        byte[] mine = local().getAddress().getAddress();
        byte[] its = other.local().getAddress().getAddress();
        int prefix = mine.length == 4 ? 3 : 8;
        return publicAddress().getAddress().equals(other.publicAddress().getAddress()) && mine.length == its.length
                && Arrays.equals(mine, 0, prefix, its, 0, prefix);
    }

    boolean sameKey(Member other) {
        return Arrays.equals(key, other.key);
    }

    boolean hasAddress(InetAddress address) {
        return publics.stream().anyMatch(a -> a.getAddress().equals(address))
                || locals.stream().anyMatch(a -> a.getAddress().equals(address));
    }

    /// The line of `@show_list`.
    String listed() {
        return id + " " + Address.text(publicAddress()) + " / " + Address.text(local());
    }
}
