package wirelab.room;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import wirelab.kit.Fuzz;

/// The room without sockets, with a clock moved by hand.
class RoomTest {
    private static final long SECOND = 1_000_000_000L;

    private Room room = new Room(Rules.DEFAULTS);
    private long now;

    private int join() {
        return assertInstanceOf(Room.Admitted.class, room.join(now)).id();
    }

    /// What comes of a line: `to all: …`, `to all but 2: …`, `to 1: …`, `part 1`.
    private List<String> receive(int id, String line) {
        return texts(room.receive(now, id, line.getBytes(StandardCharsets.UTF_8)));
    }

    private static List<String> texts(List<Action> actions) {
        return actions.stream().map(action -> switch (action) {
            case Action.Publish(RoomLine.Numbered line, int except) ->
                    "to all" + (except == 0 ? "" : " but " + except) + ": " + line.encode();
            case Action.Tell(int to, RoomLine line) -> "to " + to + ": " + line.encode();
            case Action.Part(int id) -> "part " + id;
        }).toList();
    }

    @Test
    void whatOneSaysGoesToAllOthersWithTheNextNumber() {
        join();
        join();
        assertEquals(List.of("to all but 1: 3 <#1> hello"), receive(1, "hello"));
        assertEquals(List.of("to all but 2: 4 * <#2> waves"), receive(2, "/me waves"));
        assertEquals(List.of(), receive(2, "   "));
        assertEquals(List.of("to 1: = you are sent your own lines, too"), receive(1, "/echo on"));
        assertEquals(List.of("to all: 5 <#1> exit"), receive(1, "/say exit"));
    }

    @Test
    void theSixthIsRefusedAndAPlaceThatIsLeftIsFree() {
        for (int id = 1; id <= 5; id++) assertEquals(id, join());
        var refused = assertInstanceOf(Room.Refused.class, room.join(now));
        assertEquals("! the room is full: 5 of 5 places are taken, try again later", refused.line().encode());
        assertEquals(List.of("to all but 3: 6 -- <#3> left: gone"), texts(room.leave(3, "gone")));
        assertEquals(List.of(), texts(room.leave(3, "gone")));
        assertEquals(6, join(), "an id is never used again");
    }

    @Test
    void aNewcomerIsWelcomedAndShownTheLastLines() {
        room = new Room(new Rules(5, 1000, 3, 0, 1, 1));
        join();
        for (int i = 0; i < 10; i++) receive(1, "line " + i);
        var admitted = assertInstanceOf(Room.Admitted.class, room.join(now));
        assertEquals(List.of("to 2: + welcome, you are #2; 2 of 5 are here; /help lists what you can type, exit leaves",
                "to 2: 9 <#1> line 7", "to 2: 10 <#1> line 8", "to 2: 11 <#1> line 9", "to all: 12 -- <#2> joined"),
                texts(admitted.actions()));
    }

    @Test
    void aNameIsTheirsAloneHoweverItIsWritten() {
        join();
        join();
        assertEquals(List.of("to all: 3 -- <#1> is now <#1 alice>"), receive(1, "/nick alice"));
        assertEquals(List.of("to 2: ! ALICE is the name of #1"), receive(2, "/nick ALICE"));
        assertEquals(List.of("to 2: ! Ａlice is the name of #1"), receive(2, "/nick Ａlice"));
        assertEquals(List.of("to 2: ! a name is a letter, then up to 19 letters, digits, _ and -"), receive(2, "/nick 1"));
        assertEquals(List.of("to all: 4 -- <#1 alice> is now <#1 Alice>"), receive(1, "/nick Alice"),
                "one's own name may be written anew");
        receive(1, "/nick bob");
        assertEquals(List.of("to all: 6 -- <#2> is now <#2 alice>"), receive(2, "/nick alice"));
        room.leave(2, "gone");
        assertEquals(List.of("to all: 8 -- <#1 bob> is now <#1 alice>"), receive(1, "/nick alice"));
    }

    @Test
    void aPrivateMessageReachesOneAloneAndTakesNoNumber() {
        join();
        join();
        receive(2, "/nick bob");
        for (String to : List.of("2", "#2", "bob", "BOB")) {
            assertEquals(List.of("to 2: @ <#1> psst", "to 1: = passed on to #2 bob"), receive(1, "/msg " + to + " psst"));
        }
        assertEquals(List.of("to 1: ! nobody here is called carol"), receive(1, "/msg carol psst"));
        assertEquals(List.of("to 1: ! that is you"), receive(1, "/msg 1 psst"));
        assertEquals(List.of("to all but 1: 4 <#1> hello"), receive(1, "hello"));
    }

    @Test
    void everybodyCanAskWhoIsThereAndWhatThereIs() {
        join();
        join();
        receive(2, "/nick bob");
        assertEquals(List.of("to 1: = 2 of 5 are here:", "to 1: = #1 (you)", "to 1: = #2 bob"), receive(1, "/who"));
        assertEquals(List.of("to 1: = " + Command.HELP), receive(1, "/help"));
        assertEquals(List.of("to 1: ! command at byte 0: /dance is not known; /help lists what is"), receive(1, "/dance"));
    }

    @Test
    void whoSaysExitIsToldByeAndTheOthersLearnOfIt() {
        join();
        join();
        assertEquals(List.of("to 1: = bye", "part 1", "to all but 1: 3 -- <#1> left: exit"), receive(1, "exit"));
        assertEquals(List.of(), receive(1, "still there?"), "what comes behind it is not heard");
    }

    @Test
    void whoSendsTooMuchIsWarnedFirstThenOut() {
        room = new Room(Rules.DEFAULTS.withFlood(10, 3, 2));
        join();
        for (int i = 0; i < 3; i++) assertTrue(receive(1, "x").getFirst().startsWith("to all"));
        assertEquals(List.of("to 1: ! too fast: this line and further ones are not passed on;"
                + " 10 lines per second are allowed, and after 2 more you are out"), receive(1, "x"));
        now += SECOND / 10;
        assertTrue(receive(1, "x").getFirst().startsWith("to all"), "a tenth of a second later one more may pass");
        assertEquals(List.of(), receive(1, "x"));
        assertEquals(List.of(), receive(1, "x"));
        assertEquals(List.of("to 1: ! you are out: too many lines", "part 1",
                "to all but 1: 6 -- <#1> left: too many lines"), receive(1, "x"));
    }

    @Test
    void whoIsSilentForAWhileIsForgiven() {
        room = new Room(Rules.DEFAULTS.withFlood(10, 3, 2));
        join();
        for (int round = 0; round < 5; round++) {
            for (int i = 0; i < 6; i++) receive(1, "x");
            now += SECOND;
        }
        assertTrue(receive(1, "x").getFirst().startsWith("to all"));
    }

    @Test
    void aLineOverTheLimitIsRefusedAndCountsAsALine() {
        join();
        assertEquals(List.of("to 1: ! line at byte 1000: longer than 1000 bytes, not passed on"),
                receive(1, "x".repeat(1001)));
        assertTrue(receive(1, "x".repeat(1000)).getFirst().startsWith("to all"));
        room = new Room(Rules.DEFAULTS.withFlood(1, 1, 1));
        join();
        assertEquals(1, room.tooLong(now, 1).size());
        assertTrue(texts(room.tooLong(now, 1)).getFirst().contains("too fast"));
        assertEquals(List.of(), room.tooLong(now, 1));
        assertTrue(texts(room.tooLong(now, 1)).contains("part 1"));
    }

    @Test
    void whateverMembersSendTheNumbersHaveNoGaps() {
        room = new Room(Rules.DEFAULTS.withFlood(0, 1, 1));
        byte[][] commands = MessagesTest.commands().stream()
                .map(command -> command.encode().getBytes(StandardCharsets.UTF_8)).toArray(byte[][]::new);
        var numbers = new ArrayList<Long>();
        var damaged = Fuzz.mutations(5, 20_000, commands).iterator();
        int joined = 0;
        while (damaged.hasNext()) {
            while (room.members().size() < 5) {
                var admitted = assertInstanceOf(Room.Admitted.class, room.join(now));
                numbers(admitted.actions(), numbers);
                joined++;
            }
            int id = room.members().get(numbers.size() % 5).id();
            numbers(room.receive(now, id, damaged.next()), numbers);
        }
        assertNotEquals(5, joined, "some have left meanwhile");
        for (int i = 0; i < numbers.size(); i++) assertEquals(i + 1, numbers.get(i));
    }

    private static void numbers(List<Action> actions, List<Long> into) {
        for (var action : actions) if (action instanceof Action.Publish publish) into.add(publish.line().number());
    }
}
