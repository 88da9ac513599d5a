package wirelab.ssh;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import wirelab.kit.Bytes;
import wirelab.kit.ProtocolViolation;

/// Every message, whole, cut short and changed.
class MessagesTest {
    private static final int MUTATIONS = 100_000;
    private static final Bytes SOME = Bytes.of((byte) 1, (byte) 0x80, (byte) 0);

    private static final List<TransportMessage> TRANSPORT = List.of(new TransportMessage.Disconnect(2, "why"),
            new TransportMessage.Ignore(SOME), new TransportMessage.Unimplemented(0xffff_ffffL),
            new TransportMessage.Debug(true, "ünder"), new TransportMessage.ServiceRequest("ssh-userauth"),
            new TransportMessage.ServiceAccept("ssh-userauth"), new TransportMessage.ExtInfo(Map.of("a", "b",
                    "server-sig-algs", "")),
            Algorithms.ALL.offer(Bytes.wrap(new byte[16]), List.of("ext-info-c")), new TransportMessage.NewKeys(),
            new TransportMessage.KexEcdhInit(SOME), new TransportMessage.KexEcdhReply(SOME, Bytes.of(), SOME));

    private static final List<ConnectionMessage> CONNECTION = List.of(new ConnectionMessage.GlobalRequest("x@y", true, SOME),
            new ConnectionMessage.RequestSuccess(SOME), new ConnectionMessage.RequestFailure(),
            new ConnectionMessage.ChannelOpen("session", 0xffff_ffffL, 1, 2, SOME),
            new ConnectionMessage.OpenConfirmation(1, 2, 3, 4), new ConnectionMessage.OpenFailure(1, 2, "why"),
            new ConnectionMessage.WindowAdjust(1, 0xffff_ffffL), new ConnectionMessage.Data(1, SOME),
            new ConnectionMessage.ExtendedData(1, 1, SOME), new ConnectionMessage.Eof(1), new ConnectionMessage.Close(1),
            new ConnectionMessage.ChannelRequest(1, "exec", false, SOME), new ConnectionMessage.ChannelSuccess(1),
            new ConnectionMessage.ChannelFailure(1));

    private static final List<AuthMessage> LOGIN = List.of(request(new AuthMessage.None()),
            request(new AuthMessage.Password("p")),
            request(new AuthMessage.PublicKey("ssh-ed25519", SOME, null)),
            request(new AuthMessage.PublicKey("ssh-ed25519", SOME, SOME)), request(new AuthMessage.KeyboardInteractive()),
            new AuthMessage.Failure(List.of("publickey", "password"), true), new AuthMessage.Success(),
            new AuthMessage.Banner("hello\r\n"), new AuthMessage.PkOk("ssh-ed25519", SOME),
            new AuthMessage.InfoResponse(List.of("one", "")));

    private static final List<SessionRequest> REQUESTS = List.of(new SessionRequest.PtyRequest("xterm", 80, 24, 1, 2, SOME),
            new SessionRequest.WindowChange(80, 24, 0, 0), new SessionRequest.Env("LANG", "C.UTF-8"),
                    new SessionRequest.Shell(),
            new SessionRequest.Exec("echo ü"), new SessionRequest.SubsystemRequest("sftp"),
                    new SessionRequest.Signal("TERM"),
            new SessionRequest.ExitStatus(255), new SessionRequest.ExitSignal("KILL", true, "gone"));

    private static AuthMessage request(AuthMessage.Method method) {
        return new AuthMessage.Request("alice", AuthMessage.CONNECTION, method);
    }

    /// One way to read bytes.
    private interface Reading {
        Object read(byte[] bytes) throws ProtocolViolation;
    }

    private static void mutate(byte[] good, Reading reading) throws ProtocolViolation {
        assertNotNull(reading.read(good));
        for (int cut = 1; cut < good.length; cut++) {
            byte[] less = Arrays.copyOf(good, cut);
            try {
                reading.read(less);
            } catch (ProtocolViolation e) {
                assertFalse(e.getMessage().isBlank());
            }
        }
        var random = new Random(good.length);
        for (int i = 0; i < MUTATIONS; i++) {
            byte[] changed = random.nextInt(4) == 0 ? Arrays.copyOf(good, random.nextInt(2 * good.length + 1))
                    : good.clone();
            for (int n = random.nextInt(3); n >= 0 && changed.length > 0; n--) {
                changed[random.nextInt(changed.length)] = (byte) random.nextInt(256);
            }
            try {
                reading.read(changed);
            } catch (ProtocolViolation e) {
                assertFalse(e.getMessage().isBlank());
            }
        }
    }

    @Test
    void messagesOfTheTransportComeBackAndMutationsAreReadOrRefused() throws Exception {
        for (var message : TRANSPORT) {
            assertEquals(message, TransportMessage.decode(message.encode()));
            mutate(message.encode(), TransportMessage::decode);
        }
    }

    @Test
    void messagesOfTheConnectionComeBackAndMutationsAreReadOrRefused() throws Exception {
        for (var message : CONNECTION) {
            assertEquals(message, ConnectionMessage.decode(message.encode()));
            mutate(message.encode(), ConnectionMessage::decode);
        }
    }

    @Test
    void messagesOfALoginComeBackAndMutationsAreReadOrRefused() throws Exception {
        for (var message : LOGIN) {
            assertEquals(message, AuthMessage.decode(message.encode(), false));
            mutate(message.encode(), bytes -> AuthMessage.decode(bytes, false));
        }
        var question = new AuthMessage.InfoRequest("", "do", List.of(new AuthMessage.Prompt("Password: ", false)));
        assertEquals(question, AuthMessage.decode(question.encode(), true));
        mutate(question.encode(), bytes -> AuthMessage.decode(bytes, true));
    }

    @Test
    void requestsOfASessionComeBackAndMutationsAreReadOrRefused() throws Exception {
        for (var request : REQUESTS) {
            assertEquals(request, SessionRequest.decode(request.name(), request.encode()));
            mutate(request.encode(), bytes -> SessionRequest.decode(request.name(), bytes));
        }
        var forward = new Forward("host", 80, "127.0.0.1", 65_535);
        assertEquals(forward, Forward.decode(forward.encode()));
        mutate(forward.encode(), Forward::decode);
    }

    @Test
    void whatIsLongIsSentInPiecesThatAreTheSameMessage() {
        byte[] data = {1, 2, 3};
        byte[] head = ConnectionMessage.Data.head(7, data.length);
        var whole = Arrays.copyOf(head, head.length + data.length);
        System.arraycopy(data, 0, whole, head.length, data.length);
        assertArrayEquals(new ConnectionMessage.Data(7, Bytes.of(data)).encode(), whole);
    }

    @Test
    void aPasswordIsShownNowhere() {
        var shown = new ArrayList<String>();
        shown.add(request(new AuthMessage.Password("open sesame")).toString());
        shown.add(new AuthMessage.InfoResponse(List.of("open sesame")).toString());
        shown.add(SshLink.words(request(new AuthMessage.Password("open sesame")).encode()));
        shown.add(Ends.HOST.toString());
        assertFalse(String.join(" ", shown).contains("sesame"));
    }
}
