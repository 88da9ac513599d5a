package wirelab.duet;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.function.Consumer;
import wirelab.chat.LineFields;
import wirelab.chat.LineOutlet;
import wirelab.kit.Address;
import wirelab.kit.Connection;
import wirelab.kit.Counters;
import wirelab.kit.Driver;
import wirelab.kit.Failure;
import wirelab.kit.Host;
import wirelab.kit.Lines;
import wirelab.kit.Secrets;
import wirelab.kit.Tap;
import wirelab.kit.UdpDriver;
import wirelab.kit.UdpSocket;

/// A member: a [DuetMember] with a connection, a UDP socket and real time.
///
/// {@snippet file="DuetDemo.java" region="talk"}
public final class DuetClient implements AutoCloseable {
    /// More than 128 messages under way and all that answers can be.
    private static final int WAITING = 1_024;

    private final String name;
    private final Consumer<DuetNotice> listener;
    private final Connection connection;
    private final UdpSocket socket;
    private final LineOutlet outlet;
    private final DuetMember member;
    private final UdpDriver<DuetMember.Action> udp;
    private final Driver<DuetMember.Action> driver;
    private volatile boolean over;

    private DuetClient(Host host, InetSocketAddress server, String name, Consumer<DuetNotice> listener) throws IOException {
        LineFields.requireName(name);
        this.name = name;
        this.listener = Objects.requireNonNull(listener);
        var party = new Tap.Party(name, DuetWords.WORDS);
        connection = host.connect(server, party);
        try {
            socket = host.towards(server, party);
        } catch (IOException e) {
            connection.close();
            throw e;
        }
        outlet = new LineOutlet(connection, WAITING, new Counters());
        byte[] nonce = Secrets.bytes(Key.NONCE);
        member = new DuetMember(System.nanoTime(), name, socket.local().getPort(), nonce);
        // What is too long is refused by the member, which counts it.
        udp = new UdpDriver<>(socket, UdpSocket.MAX_PAYLOAD, member, this::received, this::perform);
        driver = udp.driver();
    }

    private void start() {
        start("writes", outlet::run);
        start("hears", this::hear);
        udp.start();
    }

    private void start(String what, Runnable body) {
        Thread.ofVirtual().name(name + "-" + what).start(body);
    }

    /// Starts it on this machine, [Host#HERE].
    public static DuetClient start(InetSocketAddress server, String name, Consumer<DuetNotice> listener) throws IOException {
        return start(Host.HERE, server, name, listener);
    }

    /// Starts a member; it joins by itself.
    ///
    /// @param name who the user is: 1 to 32 letters, digits, `_`, `-` or `.`
    /// @param listener is told what the user should see, one at a time, on threads of the client; must be quick
    /// @throws IOException when the server does not answer or no socket can be had
    public static DuetClient start(Host host, InetSocketAddress server, String name, Consumer<DuetNotice> listener)
            throws IOException {
        var client = new DuetClient(host, server, name, listener);
        client.start();
        return client;
    }

    /// Says something to the partner, as soon as there is one; waits while too much is under way.
    ///
    /// @param text 1 to 1,000 bytes of UTF-8 without control characters
    /// @return its number, of which the listener will be told what became; -1 if it is over
    /// @throws InterruptedException when the waiting thread is interrupted
    public long say(String text) throws InterruptedException {
        Long number = driver.attempt(now -> {
            long said = member.say(now, text);
            return said > 0 || over || !member.isTalking() ? said : null;
        }, Driver.FOREVER);
        return number == null ? -1 : number;
    }

    /// {@return what the conversation over UDP has counted: the numbers, `null` while there is no partner}
    public Talk.Counts counts() {
        return driver.ask(member::counts);
    }

    /// This end of the conversation over UDP.
    public InetSocketAddress udpAddress() {
        return socket.local();
    }

    /// {@return whether both conversations are over: nothing follows}
    public boolean isOver() {
        return over;
    }

    /// Leaves in order: what is under way gets two seconds. Returns when it is over; may be called twice.
    @Override
    public void close() {
        driver.enter(member::exit);
        try {
            driver.await(() -> over, DuetMember.LINGER.plusSeconds(1));
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        udp.close();
    }

    /// Ends without a word, as if the process were killed: the system closes the connection, and nothing is said over UDP.
    public void kill() {
        // First silent: whoever hears of its end says goodbye.
        freeze();
        connection.reset();
    }

    /// Falls silent without closing anything, as if the machine had lost its power.
    public void freeze() {
        over = true;
        socket.close();
        udp.close();
    }

    private void perform(DuetMember.Action action) throws IOException {
        switch (action) {
            case DuetMember.Action.Line(String line) -> outlet.send(line);
            // What cannot be sent, for want of a route for the moment for instance, will be said again.
            case DuetMember.Action.Send(byte[] datagram, InetSocketAddress to) -> socket.send(datagram, to);
            case DuetMember.Action.Tell(DuetNotice notice) -> listener.accept(notice);
            case DuetMember.Action.Close _ -> {
                over = true;
                outlet.hangUp();
                socket.close();
            }
        }
    }

    /// Hears the server, to the end of the connection.
    private void hear() {
        String why = "the server has hung up";
        try {
            var lines = new Lines(connection, DuetFields.MAX_LINE);
            for (String line; (line = lines.read()) != null; ) {
                String heard = line;
                driver.enter(now -> member.heard(now, heard));
            }
        } catch (EOFException _) {
            // In the middle of a line or not: it has hung up.
        } catch (IOException e) {
            why = "the connection to the server is broken: " + Failure.reason(e);
        }
        String reason = why;
        driver.enter(now -> member.disconnected(now, reason));
        outlet.finish();
        connection.close();
    }

    private void received(long now, ByteBuffer bytes, InetSocketAddress source) {
        var datagram = new byte[bytes.remaining()];
        bytes.get(datagram);
        member.received(now, datagram);
    }

    @Override
    public String toString() {
        return "duet client " + name + " on " + Address.text(udpAddress()) + " (udp)"
                + (isOver() ? ", over" : "");
    }
}
