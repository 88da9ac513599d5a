package wirelab.nat;

import java.net.InetSocketAddress;
import java.util.TreeSet;
import wirelab.kit.Machine;
import wirelab.nat.Member.Dialect;

/// One registered client inside the server.
final class Client {
    /// What others are told about it.
    final Member member;
    /// The secret number of a client of ours; 0 for classroom clients.
    final long token;
    /// When it was last heard.
    long heard;
    /// Whether it has been heard again since it registered, or has returned a cookie: then its address is not forged.
    boolean answered;
    /// Bytes that it has been sent before that.
    int unansweredBytes;
    /// The last event that it was told.
    long cursor;
    /// Events of departures up to this one are none of its business: it came later.
    long joined;
    /// When it was last sent events, to leave them time to arrive.
    long toldAt;
    /// When it wants a late answer, and where; `null` for nowhere.
    long lateAt;
    InetSocketAddress lateTo;
    /// Its place in the round of the [News].
    int slot = -1;

    Client(long now, Member member, long token) {
        this.member = member;
        this.token = token;
        this.heard = now;
    }

    /// Whether a classroom datagram from there can be from this client.
    boolean isAt(InetSocketAddress source, Dialect dialect) {
        return token == 0 && member.dialect() == dialect && member.publicAddress().equals(source);
    }

    /// Who wants to hear from the server after so much silence, to learn how long a mapping lives ([KeepAliveInterval]):
    /// one answer for each client, the last one asked for.
    static final class LateAnswers {
        private final TreeSet<Client> waiting = new TreeSet<>((a, b) ->
                a.lateAt == b.lateAt ? Long.compare(a.token, b.token) : Long.signum(a.lateAt - b.lateAt));

        void ask(long at, Client client, InetSocketAddress to) {
            forget(client);
            client.lateAt = at;
            client.lateTo = to;
            waiting.add(client);
        }

        void forget(Client client) {
            if (client.lateTo != null) waiting.remove(client);
        }

        /// Takes out one whose time has come, or `null`.
        Client next(long now) {
            return Machine.isDue(nextAt(), now) ? waiting.pollFirst() : null;
        }

        long nextAt() {
            return waiting.isEmpty() ? Machine.NEVER : waiting.first().lateAt;
        }
    }
}
