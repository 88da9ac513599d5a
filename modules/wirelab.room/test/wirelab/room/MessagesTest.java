package wirelab.room;

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
import wirelab.kit.Visible;

/// The lines of both directions: round trips, every truncation, 10,000 mutations of each.
class MessagesTest {
    private static final RoomMember ALICE = new RoomMember(1, "alice");
    private static final RoomMember NOBODY = new RoomMember(4, "");

    static List<Command> commands() {
        return List.of(new Command.Say("grüße, 世界 🙂"), new Command.Say("/etc/passwd"), new Command.Say("exit"),
                new Command.Say("  "), new Command.Me("waves"), new Command.Nick("Zoë-3"),
                new Command.Msg("#3", "two words"), new Command.Who(),
                new Command.Echo(true), new Command.Echo(false), new Command.Help(), new Command.Exit());
    }

    static List<RoomLine> lines() {
        return List.of(new RoomLine.Said(17, ALICE, "grüße, 世界 🙂"), new RoomLine.Said(1, NOBODY, ""),
                new RoomLine.Acted(18, NOBODY, "alice> waves"), new RoomLine.Joined(19, NOBODY),
                new RoomLine.Left(20, ALICE, "exit"), new RoomLine.Renamed(21, NOBODY, new RoomMember(4, "Жанна")),
                new RoomLine.Welcome(3, 2, 5), new RoomLine.Whispered(ALICE, "psst"),
                new RoomLine.Info("2 of 5 are here:"), new RoomLine.Warning("too fast"));
    }

    @ParameterizedTest
    @MethodSource("commands")
    void aCommandIsReadAsItWasWritten(Command command) throws Exception {
        assertEquals(command, Command.decode(command.encode().getBytes(StandardCharsets.UTF_8)));
    }

    @ParameterizedTest
    @MethodSource("lines")
    void aLineIsReadAsItWasWritten(RoomLine line) throws Exception {
        assertEquals(line, RoomLine.decode(line.encode()));
    }

    @ParameterizedTest
    @MethodSource("commands")
    void aDamagedCommandIsACommandOrSaysWhatIsWrong(Command command) throws Exception {
        byte[] bytes = command.encode().getBytes(StandardCharsets.UTF_8);
        for (byte[] damaged : damaged(bytes)) {
            try {
                var read = Command.decode(damaged);
                assertEquals(read, Command.decode(read.encode().getBytes(StandardCharsets.UTF_8)));
            } catch (ProtocolViolation e) {
                assertFalse(e.field().isEmpty());
                assertTrue(e.offset() >= 0 && e.offset() <= damaged.length, e.getMessage());
            }
        }
    }

    @ParameterizedTest
    @MethodSource("lines")
    void aDamagedLineIsALineOrSaysWhatIsWrong(RoomLine line) throws Exception {
        for (byte[] damaged : damaged(line.encode().getBytes(StandardCharsets.UTF_8))) {
            String text = new String(damaged, StandardCharsets.UTF_8);
            try {
                var read = RoomLine.decode(text);
                assertEquals(Visible.of(text), read.encode());
                assertEquals(read, RoomLine.decode(read.encode()));
            } catch (ProtocolViolation e) {
                assertFalse(e.field().isEmpty());
                assertTrue(e.offset() >= 0 && e.offset() <= text.length(), e.getMessage());
            }
        }
    }

    private static Iterable<byte[]> damaged(byte[] bytes) {
        return Stream.concat(Fuzz.truncations(bytes), Fuzz.mutations(7, 10_000, bytes)).toList();
    }

    @Test
    void commandsMayBeTypedInCapitals() throws Exception {
        assertEquals(new Command.Me("Waves"), Command.decode("/ME Waves".getBytes()));
        assertEquals(new Command.Msg("Bob", "Hi"), Command.decode("/Msg Bob Hi".getBytes()));
        assertEquals(new Command.Echo(false), Command.decode("/ECHO OFF".getBytes()));
        for (String exit : new String[] {"EXIT", "Exit", "/EXIT"}) {
            assertEquals(new Command.Exit(), Command.decode(exit.getBytes()));
        }
        assertEquals("/say EXIT", new Command.Say("EXIT").encode());
    }

    @Test
    void whatIsNoCommandIsNamed() {
        says("command at byte 0: /dance is not known; /help lists what is", "/dance");
        says("text at byte 3: missing; /help shows how to write /me", "/me");
        says("who at byte 4: missing; /help shows how to write /msg", "/msg ");
        says("text at byte 4: missing; /help shows how to write /msg", "/msg bob");
        says("switch at byte 5: /echo on, or /echo off", "/echo loud");
        says("command at byte 4: /who stands alone", "/who is it");
    }

    private static void says(String problem, String line) {
        assertEquals(problem, assertThrows(ProtocolViolation.class, () -> Command.decode(line.getBytes())).getMessage());
    }

    @Test
    void malformedUtf8IsFoundAtItsPlace() {
        byte[][] malformed = {{'a', (byte) 0xff}, {'a', (byte) 0xc3}, {'a', (byte) 0xc0, (byte) 0x80},
                {'a', (byte) 0xed, (byte) 0xa0, (byte) 0x80}};
        for (byte[] line : malformed) {
            var e = assertThrows(ProtocolViolation.class, () -> Command.decode(line));
            assertEquals("line at byte 1: not UTF-8", e.getMessage());
        }
    }

    @Test
    void noLineHoldsAControlCharacter() {
        String nasty = "\033[2J\033]0;owned\007\r\b\u009b31m\u202eabc\u2028\u0000\u007f\ttab";
        String shown = "\\u001b[2J\\u001b]0;owned\\u0007\\r\\u0008\\u009b31m\\u202eabc\\u2028\\u0000\\u007f\ttab";
        assertEquals("1 <#1 alice> " + shown, new RoomLine.Said(1, ALICE, nasty).encode());
        assertEquals("@ <#1 alice> " + shown, new RoomLine.Whispered(ALICE, nasty).encode());
        assertEquals("1 * <#1 alice> " + shown, new RoomLine.Acted(1, ALICE, nasty).encode());
        assertEquals("! " + shown, new RoomLine.Warning(nasty).encode());
    }

    @Test
    void aNameIsALetterThenLettersDigitsAndTwoSigns() {
        for (String good : List.of("a", "Zoë", "Жанна", "世界", "x-1_y", "a".repeat(20))) {
            assertTrue(RoomMember.isNick(good), good);
        }
        for (String bad : List.of("", "3com", "#3", "a b", "a>", "-a", "a\033", "a".repeat(21), "a\u202e")) {
            assertFalse(RoomMember.isNick(bad), bad);
        }
    }
}
