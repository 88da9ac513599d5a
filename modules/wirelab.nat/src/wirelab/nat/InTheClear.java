package wirelab.nat;

import java.net.InetSocketAddress;
import java.util.List;

/// Chats with classroom clients, in their dialects: nothing is sealed, acknowledged or proven, and the user is told so.
final class InTheClear {
    private final Engine engine;

    InTheClear(Engine engine) {
        this.engine = engine;
    }

    /// Says something to a classroom client, at its private address when it is a neighbour.
    void say(Member member, String text) {
        var self = self();
        var to = self != null && self.sameNat(member) ? member.local() : member.publicAddress();
        var registration = engine.registrations().towards(to);
        if (registration == null) {
            engine.info(member.id() + " cannot be reached with the address family of this client");
            return;
        }
        engine.send(registration.socket, to, new Chat(member.dialect(), engine.id, text).encode());
        engine.info("sent to " + member.id() + " in the clear, to a classroom client; nobody will say whether it arrived");
    }

    /// This client as the server tells of it, or `null` as long as it is not registered.
    private Member self() {
        var seen = engine.registrations().current();
        return seen == null ? null : new Member(engine.id, Dialect.OURS, List.of(seen.seen()), engine.locals(seen.socket),
                engine.identity.publicKey());
    }

    /// Shows what a classroom client says: believed only as far as it can be, that is, hardly.
    ///
    /// @param member whom the server knows by the name that the chat claims, or `null`
    void received(int socket, InetSocketAddress from, Chat chat, Member member) {
        if (!engine.registrations().owns(socket) || member == null || member.dialect() == Dialect.OURS
                || !member.hasAddress(from.getAddress())) {
            // Nobody of that name would speak so from there.
            engine.counters.count("stranger");
            return;
        }
        engine.tell(new Notice.Message(chat.from(), chat.text(), false, chat.shown() + " (in the clear)"));
    }
}
