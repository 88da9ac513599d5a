package wirelab.dialogue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import wirelab.kit.Fuzz;
import wirelab.kit.ProtocolViolation;

/// Every command and event: round trip, every truncation, 10,000 seeded mutations.
class DialogueMessagesTest {
    private static final int MUTATIONS = 10_000;

    static Stream<Command> commands() {
        return Stream.of(new Command.Login("alice"), new Command.Open("Bob_2.x-y"), new Command.Resume("abc_-9", 17),
                new Command.Who(),
                new Command.Invite("bob"), new Command.Accept(), new Command.Refuse(), new Command.Say("hello,  wörld \t!"),
                new Command.Leave(), new Command.Quit(), new Command.Got(999_999_999_999_999L), new Command.Ping(),
                new Command.Pong(), new Command.Help());
    }

    static Stream<Event> events() {
        var users = List.of(new Presence("alice", Presence.State.FREE), new Presence("bob", Presence.State.AWAY));
        return Stream.of(new Event.Hello(1), new Event.Info("type"), new Event.Welcome("alice"),
                new Event.Opened("alice", "token", 15_000, 10_000), new Event.Back(3), new Event.There(users, true),
                new Event.There(List.of(), false), new Event.Calling("bob"), new Event.Invited("bob"),
                new Event.Missed("bob"),
                new Event.Refused("bob", Reason.NO_ANSWER), new Event.Linked("bob"), new Event.Message("bob", "ça va? 😀"),
                new Event.Queued(1), new Event.Sent(2), new Event.Delivered(3), new Event.Failed(4, Reason.UNCONFIRMED),
                new Event.Away("bob"), new Event.Returned("bob"), new Event.Left("bob"), new Event.Gone("bob"),
                new Event.Got(5),
                new Event.Ping(), new Event.Pong(), new Event.Problem("taken", "take another"), new Event.Bye());
    }

    private interface Decoder {
        /// Decodes a line and encodes it again.
        String again(String line) throws ProtocolViolation;
    }

    /// Whatever comes is refused in words, or is a message that is written the same way ever after.
    private static void attack(String line, Decoder decoder) {
        byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
        Stream.concat(Fuzz.truncations(bytes), Fuzz.mutations(7011, MUTATIONS, bytes)).forEach(damaged -> {
            String text = new String(damaged, StandardCharsets.UTF_8);
            try {
                String once = decoder.again(text);
                assertEquals(once, decoder.again(once), text);
                assertFalse(once.contains("\n"), text);
            } catch (ProtocolViolation e) {
                assertTrue(e.offset() >= 0 && e.offset() <= text.length() * 3L + 16 && !e.field().isEmpty(), e.getMessage());
            }
        });
    }

    @ParameterizedTest
    @MethodSource("commands")
    void aCommandComesBackAndNoDamageToItHurts(Command command) throws Exception {
        assertEquals(command, Command.decode(command.encode()));
        attack(command.encode(), line -> Command.decode(line).encode());
    }

    @ParameterizedTest
    @MethodSource("events")
    void anEventComesBackAndNoDamageToItHurts(Event event) throws Exception {
        assertEquals(event, Event.decode(event.encode()));
        attack(event.encode(), line -> Event.decode(line).encode());
        assertFalse(DialogueText.text(event).isEmpty());
    }

    @Test
    void aNumberedLineComesBackAndNoDamageToItHurts() throws Exception {
        assertEquals(new Numbered(7, "SAY hello"), Numbered.decode("@7 SAY hello"));
        assertEquals(new Numbered(0, "SAY @ me"), Numbered.decode("SAY @ me"));
        attack("@1234 SAY hello", line -> Numbered.decode(line).encode());
        for (String wrong : List.of("@", "@0 WHO", "@07 WHO", "@-1 WHO", "@1234567890123456 WHO", "@x WHO", "@1 @2 WHO")) {
            assertThrows(ProtocolViolation.class, () -> Numbered.decode(wrong), wrong);
        }
    }

    @Test
    void verbsMayBeTypedInAnyCaseAndExitIsQuit() throws Exception {
        assertEquals(new Command.Say("Hello"), Command.decode("say Hello"));
        assertEquals(new Command.Quit(), Command.decode("exit"));
    }

    @Test
    void limitsAreKept() throws Exception {
        assertEquals(1000, ((Command.Say) Command.decode("SAY " + "x".repeat(1000))).text().length());
        for (String wrong : List.of("", "SAY", "SAY ", "SAY " + "x".repeat(1001), "SAY "
                + "é".repeat(501), "SAY \u001b[2J", "LOGIN",
                "LOGIN " + "x".repeat(33), "LOGIN a b", "LOGIN ä", "INVITE a/b", "WHO bob", "GOT", "GOT x", "RESUME",
                "RESUME a",
                "RESUME a.b 1", "RESUME " + "x".repeat(65) + " 1", "HELO")) {
            assertThrows(ProtocolViolation.class, () -> Command.decode(wrong), wrong);
        }
        assertThrows(IllegalArgumentException.class, () -> new Command.Say("two\nlines"));
        assertThrows(IllegalArgumentException.class, () -> new Command.Say("\ud83d"), "half a character");
        var longest = new Numbered(999_999_999_999_999L, new Event.Message("x".repeat(32),
                "é".repeat(500)).encode()).encode();
        assertTrue(longest.getBytes(StandardCharsets.UTF_8).length <= DialogueFields.MAX_LINE);
    }
}
