package wirelab.ssh;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import wirelab.kit.Bytes;
import wirelab.ssh.Channels.ChannelState;
import wirelab.ssh.ConnectionMessage.ChannelOpen;
import wirelab.ssh.ConnectionMessage.Data;
import wirelab.ssh.ConnectionMessage.WindowAdjust;

/// The connection protocol of the server, against a client who is in and means no good.
class ChannelsTest {
    private static List<ChannelEvent> events(Attacker attacker) {
        var events = new ArrayList<ChannelEvent>();
        attacker.server.channels.drain(events::add);
        return events;
    }

    private static ChannelState open(Attacker attacker) throws Exception {
        attacker.say(new ChannelOpen("session", 7, 1000, 100, Bytes.of()).encode());
        var channel = ((ChannelEvent.Opening) events(attacker).getLast()).channel();
        attacker.server.channels.confirm(channel);
        attacker.run();
        assertEquals(ConnectionMessage.OPEN_CONFIRMATION, attacker.last());
        return channel;
    }

    @Test
    void theWindowIsWhatMayBeSent() throws Exception {
        var attacker = Attacker.inside();
        var channel = open(attacker);
        assertEquals(100, attacker.server.channels.room(channel), "a packet");
        for (int sent = 0; sent < 1000; sent += 100) attacker.server.channels.data(0, channel, false, new byte[100], 0, 100);
        assertEquals(0, attacker.server.channels.room(channel));
        attacker.run().say(new WindowAdjust(0, 5).encode());
        assertEquals(5, attacker.server.channels.room(channel));
    }

    @Test
    void moreThanTheWindowEndsTheConnection() throws Exception {
        var attacker = Attacker.inside();
        open(attacker);
        for (int sent = 0; sent < Channels.WINDOW; sent += Channels.PACKET) {
            attacker.say(new Data(0, Bytes.wrap(new byte[Channels.PACKET])).encode());
            assertNull(attacker.server.failure());
        }
        attacker.say(new Data(0, Bytes.of((byte) 1)).encode());
        assertNotNull(attacker.server.failure());
    }

    @Test
    void aWindowThatGoesOverTheTopEndsTheConnection() throws Exception {
        var attacker = Attacker.inside();
        open(attacker);
        attacker.say(new WindowAdjust(0, 0xffff_ffffL - 1000).encode());
        assertNull(attacker.server.failure());
        attacker.say(new WindowAdjust(0, 1).encode());
        assertNotNull(attacker.server.failure());
    }

    @Test
    void packetsWithoutAByteAreRefused() throws Exception {
        var attacker = Attacker.inside();
        attacker.say(new ChannelOpen("session", 7, 1000, 0, Bytes.of()).encode());
        assertEquals(ConnectionMessage.OPEN_FAILURE, attacker.last());
        assertTrue(events(attacker).isEmpty());
    }

    @Test
    void oneChannelTooManyIsRefusedAndAClosedOneMakesRoom() throws Exception {
        var attacker = Attacker.inside();
        for (int i = 0; i < Channels.MOST; i++) open(attacker);
        attacker.say(new ChannelOpen("session", 7, 1000, 100, Bytes.of()).encode());
        assertEquals(ConnectionMessage.OPEN_FAILURE, attacker.last());
        attacker.say(new ConnectionMessage.Close(3).encode());
        assertEquals(3, open(attacker).local);
    }

    @Test
    void dataBehindTheEndIsIgnored() throws Exception {
        var attacker = Attacker.inside();
        open(attacker);
        attacker.say(new ConnectionMessage.Eof(0).encode()).say(new Data(0, Bytes.of((byte) 1)).encode());
        assertNull(attacker.server.failure());
        assertFalse(events(attacker).stream().anyMatch(event -> event instanceof ChannelEvent.Arrived));
    }

    @Test
    void whatNamesNoChannelEndsTheConnection() throws Exception {
        for (byte[] message : List.of(new Data(9, Bytes.of()).encode(), new WindowAdjust(9, 1).encode(),
                new ConnectionMessage.Eof(9).encode(), new ConnectionMessage.Close(9).encode(),
                new ConnectionMessage.ChannelSuccess(9).encode(), new ConnectionMessage.OpenConfirmation(9, 0, 0,
                        1).encode(),
                new ConnectionMessage.ChannelRequest(0xffff_ffffL, "exec", true, Bytes.of()).encode())) {
            var attacker = Attacker.inside().say(message);
            assertNotNull(attacker.server.failure(), "message " + message[0]);
        }
    }

    @Test
    void aChannelThatIsNotConfirmedCannotBeUsed() throws Exception {
        var attacker = Attacker.inside();
        attacker.say(new ChannelOpen("session", 7, 1000, 100, Bytes.of()).encode());
        attacker.say(new ConnectionMessage.ChannelRequest(0, "exec", true, Bytes.of()).encode());
        assertNotNull(attacker.server.failure());
    }

    @Test
    void anAnswerThatNobodyWaitsForIsIgnored() throws Exception {
        var attacker = Attacker.inside();
        open(attacker);
        attacker.say(ConnectionMessage.CHANNEL_SUCCESS, 0, 0, 0, 0).say(ConnectionMessage.REQUEST_SUCCESS)
                .say(ConnectionMessage.REQUEST_FAILURE);
        assertNull(attacker.server.failure());
    }

    @Test
    void aCloseIsAnsweredOnceAndNothingComesBehindIt() throws Exception {
        var attacker = Attacker.inside();
        var channel = open(attacker);
        attacker.heard.clear();
        attacker.say(new ConnectionMessage.Close(0).encode());
        attacker.server.channels.end(channel);
        attacker.server.channels.ask(channel, "exit-status", false, new byte[4]);
        attacker.server.channels.close(channel);
        attacker.run();
        assertEquals(1, attacker.heard.size());
        assertEquals(ConnectionMessage.CLOSE, attacker.last());
    }

    @Test
    void anUnknownMessageIsSaidToBeUnknown() throws Exception {
        var attacker = Attacker.inside().say(120, 1, 2, 3);
        assertNull(attacker.server.failure());
        assertNull(attacker.failure);
    }

    /// CVE-2025-22869, CVE-2025-26466: who begins a key exchange, never ends it and goes on asking makes the server keep all
    /// its answers.
    @Test
    void whatWaitsForAKeyExchangeIsBounded() throws Exception {
        var attacker = Attacker.inside();
        attacker.server.transport.rekey(0);
        // Its offer is never seen by the attacker, who therefore never answers.
        attacker.server.out().take(null);
        byte[] ask = new ConnectionMessage.GlobalRequest("keepalive@openssh.com", true, Bytes.of()).encode();
        int asked = 0;
        while (attacker.server.failure() == null && asked < 1_000_000) {
            attacker.say(ask);
            asked++;
            for (var _ : events(attacker)) {
                try {
                    attacker.server.channels.answerGlobally(new byte[200]);
                } catch (SshException e) {
                    attacker.server.fail(e.reason(), e);
                }
            }
        }
        assertNotNull(attacker.server.failure());
        assertTrue(asked < 2_000, asked + " answers were kept");
    }
}
