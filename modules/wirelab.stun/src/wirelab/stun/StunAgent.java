package wirelab.stun;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.random.RandomGenerator;
import wirelab.kit.Bytes;
import wirelab.kit.ProtocolViolation;
import wirelab.kit.Text;
import wirelab.stun.StunMessage.Kind;

/// The client's side of STUN on one UDP socket that others may use as well: pure, without a socket, thread or clock of its
/// own.
///
/// Whoever owns the socket shows each datagram to [#input], sends what [#poll] gives, and calls it again at [#next].
/// Thus a program learns its public address as seen through the very socket that it talks to its peers with:
///
/// ```
/// var agent = new StunAgent(Retry.STANDARD, null, Secrets.RANDOM);
/// agent.ask(server, System.nanoTime());
/// ...
/// switch (agent.input(datagram, source, System.nanoTime())) {
///     case StunAgent.NotStun _ -> ownProtocol(datagram, source);
///     case StunAgent.Answered answer -> publicAddress = answer.mapped();
///     case StunAgent.Asked _, StunAgent.Ignored _ -> {}
/// }
/// ```
///
/// Requests carry FINGERPRINT, which tells them from other traffic, and SOFTWARE. Not for several threads at once.
public final class StunAgent {
    /// A datagram to be sent.
    public record Datagram(byte[] payload, InetSocketAddress to) {
        @Override
        public String toString() {
            return "Datagram[payload=" + Bytes.of(payload) + ", to=" + to + "]";
        }
    }

    /// What a datagram was.
    public sealed interface Event {}

    /// No STUN at all: it belongs to whatever else uses the socket.
    public record NotStun() implements Event {}

    /// STUN, but nothing to act upon.
    ///
    /// @param why what is the matter with it
    public record Ignored(String why) implements Event {}

    /// Somebody asks this end; whether to answer is for the owner of the socket to say.
    public record Asked(StunMessage request, InetSocketAddress from) implements Event {}

    /// The answer to a request of this end; the transaction is over.
    ///
    /// @param from who answered; another address of the server if the request wanted that
    /// @param roundTrip how long it took, or `null` if the request was sent more than once, since nobody knows which one was
    ///        answered (Karn's algorithm)
    public record Answered(TransactionId id, InetSocketAddress server, InetSocketAddress from, StunMessage message,
            Duration roundTrip) implements Event {
        /// {@return this end as the server sees it: XOR-MAPPED-ADDRESS, from an old server MAPPED-ADDRESS; `null` when
        /// neither is there}
        public InetSocketAddress mapped() {
            return message.address(AttributeType.XOR_MAPPED_ADDRESS)
                    .or(() -> message.address(AttributeType.MAPPED_ADDRESS)).orElse(null);
        }

        /// {@return whether the server granted the request and says what it saw: false for an error}
        public boolean granted() {
            return message.kind() == Kind.SUCCESS && message.notUnderstood().isEmpty() && mapped() != null;
        }
    }

    /// What is due.
    ///
    /// @param datagrams to be sent now
    /// @param failed requests that nobody has answered in time; they are over
    /// @param violated those of them to which answers came, none of which was signed as it should be: "integrity protection
    ///        was violated" (RFC 8489, section 9.1.4)
    public record Due(List<Datagram> datagrams, List<TransactionId> failed, List<TransactionId> violated) {}

    /// Transactions at once; one more is a mistake of the program (RFC 8489, section 6.2, speaks of ten per server).
    public static final int MAX_TRANSACTIONS = 64;

    private static final Attribute SOFTWARE = new Attribute.Text(AttributeType.SOFTWARE, "wirelab");

    private static final class Transaction {
        final InetSocketAddress server;
        final byte[] request;
        final long began;
        long due;
        int sent;
        boolean violated;

        Transaction(long now, InetSocketAddress server, byte[] request) {
            this.server = server;
            this.request = request;
            began = now;
            due = now;
        }
    }

    private final Retry retry;
    private final Credential credential;
    private final RandomGenerator random;
    /// In the order in which they were asked, in which they are sent and given up too.
    private final Map<TransactionId, Transaction> open = new LinkedHashMap<>();

    /// Begins without a request.
    ///
    /// @param retry how long to wait and how often to ask
    /// @param credential what to sign requests with, or `null`; answers must be signed with it too
    /// @param random where transaction ids come from; outside of tests a `SecureRandom`
    public StunAgent(Retry retry, Credential credential, RandomGenerator random) {
        this.retry = Objects.requireNonNull(retry);
        this.credential = credential;
        this.random = Objects.requireNonNull(random);
    }

    /// Begins a Binding request; [#poll] gives the datagram.
    ///
    /// @param attributes what else to say, such as CHANGE-REQUEST
    public TransactionId ask(long now, InetSocketAddress server, Attribute... attributes) {
        if (open.size() >= MAX_TRANSACTIONS) throw new IllegalStateException(open.size() + " requests are open already");
        var id = TransactionId.random(random);
        var request = new StunMessage(Kind.REQUEST, id, attributes).with(SOFTWARE);
        if (credential != null) request = credential.sign(request, AttributeType.MESSAGE_INTEGRITY);
        open.put(id, new Transaction(now, server, request.withFingerprint().encode()));
        return id;
    }

    /// Gives a request up; an answer to it will be ignored.
    public void cancel(TransactionId id) {
        open.remove(id);
    }

    /// Takes a datagram that has come to the socket.
    ///
    /// @param bytes from position to limit; the position does not move
    public Event input(long now, ByteBuffer bytes, InetSocketAddress source) {
        if (!StunMessage.maybe(bytes)) return new NotStun();
        StunMessage message;
        try {
            message = StunMessage.decode(bytes);
        } catch (ProtocolViolation e) {
            // "An error may indicate that this is not really a STUN message" (RFC 8489, section 6.3).
            return new NotStun();
        }
        if (message.kind() == Kind.REQUEST || message.kind() == Kind.INDICATION) return new Asked(message, source);
        var transaction = open.get(message.id());
        if (transaction == null || transaction.sent == 0) return new Ignored("no request of mine has this id");
        if (credential != null && !signed(message, bytes, credential)) {
            transaction.violated = true;
            return new Ignored("the answer is not signed as it should be");
        }
        open.remove(message.id());
        var roundTrip = transaction.sent == 1 ? Duration.ofNanos(now - transaction.began) : null;
        return new Answered(message.id(), transaction.server, source, message, roundTrip);
    }

    /// An error may be unsigned: who does not know the password cannot sign (RFC 8489, section 9.1.3).
    static boolean signed(StunMessage message, ByteBuffer bytes, Credential credential) {
        if (message.kind() == Kind.ERROR && message.find(Attribute.Digest.class).isEmpty()) return true;
        return Integrity.verify(bytes, AttributeType.MESSAGE_INTEGRITY, credential.key());
    }

    /// Gives what is due.
    ///
    /// @return datagrams to send and requests that have failed
    public Due poll(long now) {
        var datagrams = new ArrayList<Datagram>();
        var failed = new ArrayList<TransactionId>();
        var violated = new ArrayList<TransactionId>();
        open.forEach((id, transaction) -> {
            if (now - transaction.due < 0) return;
            if (transaction.sent == retry.requests()) {
                failed.add(id);
                if (transaction.violated) violated.add(id);
                return;
            }
            datagrams.add(new Datagram(transaction.request, transaction.server));
            transaction.sent++;
            transaction.due = now + retry.pause(transaction.sent);
        });
        failed.forEach(open::remove);
        return new Due(datagrams, failed, violated);
    }

    /// {@return when [#poll] has something to do again: nanoseconds from now, 0 if it is due, [Long#MAX_VALUE] if no request
    /// is open}
    public long next(long now) {
        long least = Long.MAX_VALUE;
        for (var transaction : open.values()) least = Math.min(least, Math.max(0, transaction.due - now));
        return least;
    }

    @Override
    public String toString() {
        return "stun agent, " + Text.count(open.size(), "transaction") + " open";
    }
}
