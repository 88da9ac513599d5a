package wirelab.nat;

import java.net.InetSocketAddress;
import java.util.List;
import wirelab.nat.Member.Dialect;
import wirelab.nat.Self.Means;

/// Chats with classroom clients, in their dialects: nothing is sealed, acknowledged or proven, and the user is told so.
final class InTheClear {
    private final Means means;

    InTheClear(Means means) {
        this.means = means;
    }

    /// Says something to a classroom client, at its private address when it is a neighbour.
    void say(Member member, String text) {
        var self = self();
        var to = self != null && self.sameNat(member) ? member.local() : member.publicAddress();
        var registration = means.registrations().towards(to);
        if (registration == null) {
            means.out().info(member.id() + " cannot be reached with the address family of this client");
            return;
        }
        means.out().send(registration.socket, to, new Chat(member.dialect(), means.self().id, text).encode());
        means.out().info("sent to " + member.id()
                + " in the clear, to a classroom client; nobody will say whether it arrived");
    }

    /// This client as the server tells of it, or `null` as long as it is not registered.
    private Member self() {
        var seen = means.registrations().current();
        return seen == null ? null : new Member(means.self().id, Dialect.OURS, List.of(seen.seen()),
                means.sockets().locals(seen.socket),
                means.self().identity.publicKey());
    }

    /// Shows what a classroom client says: believed only as far as it can be, that is, hardly.
    ///
    /// @param member whom the server knows by the name that the chat claims, or `null`
    /// @return whether it was shown; else nobody of that name would speak so from there
    boolean received(int socket, InetSocketAddress from, Chat chat, Member member) {
        if (!means.registrations().owns(socket) || member == null || member.dialect() == Dialect.OURS
                || !member.hasAddress(from.getAddress())) {
            return false;
        }
        means.out().tell(new Notice.Message(chat.from(), chat.text(), false, chat.shown() + " (in the clear)"));
        return true;
    }
}
