package wirelab.nat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import wirelab.kit.Address;
import wirelab.kit.Bytes;

/// One client as the server knows it and tells the others.
///
/// @param publics where the server sees it, one address per family; the first is the one that classroom clients are told
/// @param locals its addresses on its own network, as it says
/// @param key its X25519 public key, empty for classroom clients
public record Member(String id, Dialect dialect, List<InetSocketAddress> publics, List<InetSocketAddress> locals,
        byte[] key) {
    /// The language in which a client speaks with the server and with other clients.
    public enum Dialect {
        /// Classroom dialect with a one-letter header: `Rid,IP:port`, `Kid`, `Uid`, chat `id|text`.
        TAGGED,
        /// Classroom dialect in words: `ID IP`, `ID@keepalive`, `ID @exit`, chat `ID@chat TEXT`.
        SPOKEN,
        /// The binary language of the clients of this module, encrypted end to end.
        OURS
    }

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

    @Override
    public String toString() {
        return "Member[id=" + id + ", dialect=" + dialect + ", publics=" + publics + ", locals=" + locals
                + ", key=" + (key == null ? null : Bytes.of(key)) + "]";
    }

    /// Who is here, as the server tells it: events with numbers, none of which may be missed.
    static final class Roster {
        /// Clients that are listed.
        static final int MAX_MEMBERS = 20_000;

        /// Told what changes.
        interface Watcher {
            /// Somebody is here, or has changed; `before` is what was known, or `null`.
            void present(Member member, Member before);

            /// Somebody who was known is gone.
            void gone(Event.Gone gone);
        }

        private final Map<String, Member> members = new TreeMap<>();
        private long seen;

        Collection<Member> members() {
            return members.values();
        }

        Member member(String id) {
            return members.get(id);
        }

        /// The number of the last event seen, which the server is told with each keep-alive.
        long seen() {
            return seen;
        }

        /// Takes in news; those from event 0 on are the whole list, as after a restart of the server.
        ///
        /// @return whether they fit to what is known: if not, something got lost, and the server must be asked again
        boolean update(Signalling.Members news, Watcher watcher) {
            if (news.from() > seen) return false;
            if (news.from() != 0 && news.to() <= seen) return true;
            var before = Map.copyOf(members);
            if (news.from() == 0) members.clear();
            seen = news.to();
            for (var event : news.events()) {
                switch (event) {
                    case Event.Present(Member member) -> {
                        if (members.size() < MAX_MEMBERS) members.put(member.id(), member);
                        watcher.present(member, before.get(member.id()));
                    }
                    case Event.Gone gone -> {
                        members.remove(gone.id());
                        if (before.containsKey(gone.id())) watcher.gone(gone);
                    }
                }
            }
            return true;
        }
    }
}
