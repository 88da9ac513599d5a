package wirelab.nat;

import java.net.InetSocketAddress;

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
    /// When it wants a late answer, and where; 0 for never.
    long lateAt;
    InetSocketAddress lateTo;
    /// Its place in the round of the [News].
    int slot = -1;

    Client(Member member, long token, long now) {
        this.member = member;
        this.token = token;
        this.heard = now;
    }

    /// Whether a classroom datagram from there can be from this client.
    boolean isAt(InetSocketAddress source, Dialect dialect) {
        return token == 0 && member.dialect() == dialect && member.publicAddress().equals(source);
    }
}
