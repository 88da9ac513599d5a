package wirelab.room;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import wirelab.kit.Address;
import wirelab.kit.BufferPool;
import wirelab.kit.Connection;
import wirelab.kit.Counters;
import wirelab.kit.Driver;
import wirelab.kit.Host;
import wirelab.kit.Tap;
import wirelab.kit.TcpServer;
import wirelab.kit.UsageException;

/// A room over TCP: what one member sends goes to all others, in one order that is the same for all.
///
/// Each member has a thread that reads, and a few threads write to all what stands on one tape. A member that does not read
/// holds up one of those, which is replaced, and delays nobody. It is dropped when it holds back more than `queue` bytes, or
/// takes longer than `stall` for one write.
///
/// Its counters are `lines` (published), `full` (refused for want of a place) and `slow` (dropped).
public final class RoomServer implements AutoCloseable {
    /// The port that wirelab uses.
    public static final int PORT = 7017;

    /// Who speaks here, for taps.
    public static final Tap.Party PARTY = new Tap.Party("room server", RoomWords.WORDS);

    /// How a server behaves.
    ///
    /// @param tcp the TCP side; its connection limit follows the rules
    /// @param queue bytes that may wait for one member; one that holds back more is dropped
    /// @param stall how long one write of at most 256 KiB may take; a member that takes longer is dropped
    public record Options(TcpServer.Options tcp, Rules rules, long queue, Duration stall) {
        /// A free port of loopback, [Rules#DEFAULTS], 4 MiB, 30 s; two hours of silence and a week in all are allowed.
        public static final Options DEFAULTS = new Options(
                TcpServer.Options.DEFAULTS.withParty(PARTY).withTimeouts(Duration.ofHours(2), Duration.ofDays(7)),
                Rules.DEFAULTS, 4 * 1024 * 1024, Duration.ofSeconds(30));

        public Options {
            Objects.requireNonNull(tcp);
            Objects.requireNonNull(rules);
            if (queue < 1024) throw new UsageException("a member's queue needs 1,024 bytes at least");
            if (!stall.isPositive()) throw new UsageException("time limits must be greater than zero");
        }

        public Options withTcp(TcpServer.Options tcp) {
            return new Options(tcp, rules, queue, stall);
        }

        public Options withRules(Rules rules) {
            return new Options(tcp, rules, queue, stall);
        }

        /// Changes when a member counts as one that does not read.
        public Options withSlow(long queue, Duration stall) {
            return new Options(tcp, rules, queue, stall);
        }
    }

    /// Connections beyond the members: those that are being refused in words, and those that are on their way out.
    private static final int SPARE = 64;
    /// What an idle connection reads with, and what it borrows when that is full.
    private static final int SMALL = 2048;
    private static final BufferPool POOL = new BufferPool(64 * 1024, 64);

    private final Options options;
    private final Counters counters = new Counters();
    private final Hall hall;
    private final Driver<Hall.Errand> driver;
    private final Driver.Event<Seat> heard;
    private final TcpServer tcp;

    private RoomServer(Host host, Options options) throws IOException {
        this.options = options;
        hall = new Hall(options, counters);
        driver = new Couriers(hall).driver();
        heard = hall::heard;
        tcp = TcpServer.start(host, options.tcp.withMaxConnections(options.rules.max() + SPARE)
                .withRefusal(new RoomLine.Warning("the room is full").encode() + "\n"), this::converse);
        driver.start();
    }

    /// Starts it on this machine, [Host#HERE].
    public static RoomServer start(Options options) throws IOException {
        return start(Host.HERE, options);
    }

    /// Starts a server; it accepts when this returns.
    ///
    /// @throws IOException when it cannot listen there
    public static RoomServer start(Host host, Options options) throws IOException {
        return new RoomServer(host, options);
    }

    /// {@return where it listens: address and true port}
    public InetSocketAddress address() {
        return tcp.address();
    }

    /// {@return the members in the order in which they came}
    public List<RoomMember> members() {
        return driver.ask(hall::members);
    }

    /// What has happened in the room so far.
    public Counters counters() {
        return counters;
    }

    /// {@return the TCP side, with counters of its own: the server of connections}
    public TcpServer tcp() {
        return tcp;
    }

    /// Stops: tells all members, lets their last lines go out for at most the drain time, and hangs up.
    @Override
    public void close() {
        driver.enter(_ -> hall.close());
        tcp.close();
        driver.close();
    }

    private void converse(Connection connection) throws IOException {
        var seat = new Seat(connection, options.rules.lineLimit());
        if (!driver.enter(seat, hall::join)) return;
        if (seat.refusal() != null) {
            connection.write(Hall.bytes(seat.refusal()));
            return;
        }
        String reason = "hung up";
        try {
            read(seat, connection);
        } catch (SocketTimeoutException e) {
            reason = "silent for too long";
            throw e;
        } catch (IOException e) {
            reason = "connection lost";
            throw e;
        } finally {
            leave(seat, reason);
        }
    }

    private void leave(Seat seat, String reason) throws IOException {
        if (!driver.enter(_ -> hall.leave(seat, reason))) return;
        try {
            seat.awaitEnd();
        } finally {
            driver.enter(_ -> hall.remove(seat));
        }
    }

    private void read(Seat seat, Connection connection) throws IOException {
        var small = ByteBuffer.allocateDirect(SMALL);
        var buffer = small;
        try {
            while (connection.read(buffer.clear()) >= 0) {
                int n = buffer.flip().remaining();
                if (!driver.enter(seat.with(buffer), heard) || seat.isClosing()) return;
                if (n == SMALL && buffer == small) {
                    buffer = POOL.take();
                } else if (n <= SMALL && buffer != small) {
                    POOL.give(buffer);
                    buffer = small;
                }
            }
        } finally {
            if (buffer != small) POOL.give(buffer);
        }
    }

    @Override
    public String toString() {
        return "room server on " + Address.text(address()) + " with " + members();
    }
}
