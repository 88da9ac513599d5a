package wirelab.room;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import wirelab.kit.ProtocolViolation;

/// The room itself: who is there, what each may do, and the one order of what is said. It has no socket, thread or clock:
/// lines and the time come in, [Action]s come out. Calls must not overlap; the order of the calls is the order of the room.
///
/// ```
/// var room = new Room(Rules.DEFAULTS);
/// if (room.join(now) instanceof Room.Admitted(int id, List<Action> actions)) ...
/// room.receive(now, id, "hello".getBytes())   // [Publish[line=2 <#1> hello, except=1]]
/// ```
public final class Room {
    /// What became of somebody who wants in.
    public sealed interface Entry {}

    /// Somebody is a member now.
    ///
    /// @param id the id, which nobody has had before
    /// @param actions the welcome, the last lines, and the news for all
    public record Admitted(int id, List<Action> actions) implements Entry {}

    /// The room is full.
    public record Refused(RoomLine line) implements Entry {}

    private static final class Present {
        RoomMember member;
        boolean echo;
        final Flood flood;

        Present(RoomMember member, Flood flood) {
            this.member = member;
            this.flood = flood;
        }
    }

    private final Rules rules;
    private final Map<Integer, Present> members = new LinkedHashMap<>();
    private final Map<String, Integer> nicks = new HashMap<>();
    private final ArrayDeque<RoomLine.Numbered> history = new ArrayDeque<>();
    private int lastId;
    private long lastNumber;

    /// Opens an empty room.
    public Room(Rules rules) {
        this.rules = rules;
    }

    /// {@return the members in the order in which they came}
    public List<RoomMember> members() {
        return members.values().stream().map(present -> present.member).toList();
    }

    /// Somebody wants in.
    public Entry join(long now) {
        if (members.size() >= rules.max()) {
            return new Refused(new RoomLine.Warning("the room is full: " + members.size() + " of " + rules.max()
                    + " places are taken, try again later"));
        }
        int id = ++lastId;
        var present = new Present(new RoomMember(id, ""), new Flood(now, rules));
        members.put(id, present);
        var actions = new ArrayList<Action>();
        actions.add(new Action.Tell(id, new RoomLine.Welcome(id, members.size(), rules.max())));
        for (var line : history) actions.add(new Action.Tell(id, line));
        actions.add(publish(new RoomLine.Joined(++lastNumber, present.member), 0));
        return new Admitted(id, actions);
    }

    /// A member has sent a line.
    ///
    /// @param id who; for one who is no longer a member nothing happens
    /// @param line its bytes, without the line end
    public List<Action> receive(long now, int id, byte[] line) {
        var present = members.get(id);
        if (present == null) return List.of();
        if (line.length > rules.lineLimit()) return tooLong(now, id);
        var objection = flooded(now, id, present);
        if (objection != null) return objection;
        try {
            return perform(present, Command.decode(line));
        } catch (ProtocolViolation e) {
            return warn(id, e.getMessage());
        }
    }

    /// A member has sent a line that was too long to be kept.
    public List<Action> tooLong(long now, int id) {
        var present = members.get(id);
        if (present == null) return List.of();
        var objection = flooded(now, id, present);
        if (objection != null) return objection;
        int limit = rules.lineLimit();
        return warn(id, "line at byte " + limit + ": longer than " + limit + " bytes, not passed on");
    }

    /// A member is gone, whether it said so or not.
    ///
    /// @param id who; for one who is no longer a member nothing happens
    public List<Action> leave(int id, String reason) {
        var present = members.remove(id);
        if (present == null) return List.of();
        if (!present.member.nick().isEmpty()) nicks.remove(RoomMember.key(present.member.nick()));
        return List.of(publish(new RoomLine.Left(++lastNumber, present.member, reason), id));
    }

    /// @return what to do instead of listening to the line, or `null` when it may pass
    private List<Action> flooded(long now, int id, Present present) {
        return switch (present.flood.judge(now)) {
            case PASS -> null;
            case WARN -> warn(id, "too fast: this line and further ones are not passed on; " + rules.rate()
                    + " lines per second are allowed, and after " + rules.patience() + " more you are out");
            case IGNORE -> List.of();
            case OUT -> part(id, new RoomLine.Warning("you are out: too many lines"), "too many lines");
        };
    }

    private List<Action> perform(Present present, Command command) {
        var self = present.member;
        int except = present.echo ? 0 : self.id();
        return switch (command) {
            case Command.Say(String text) when text.isBlank() -> List.of();
            case Command.Say(String text) -> List.of(publish(new RoomLine.Said(++lastNumber, self, text), except));
            case Command.Me(String text) -> List.of(publish(new RoomLine.Acted(++lastNumber, self, text), except));
            case Command.Nick(String name) -> rename(present, name);
            case Command.Msg(String to, String text) -> whisper(self, to, text);
            case Command.Who() -> who(self.id());
            case Command.Echo(boolean on) -> {
                present.echo = on;
                yield info(self.id(), on ? "you are sent your own lines, too" : "you are not sent your own lines");
            }
            case Command.Help() -> info(self.id(), Command.HELP);
            case Command.Exit() -> part(self.id(), new RoomLine.Info("bye"), "exit");
        };
    }

    private List<Action> rename(Present present, String name) {
        var before = present.member;
        if (!RoomMember.isNick(name)) {
            return warn(before.id(), "a name is a letter, then up to 19 letters, digits, _ and -");
        }
        var holder = nicks.get(RoomMember.key(name));
        if (holder != null && holder != before.id()) return warn(before.id(), name + " is the name of #" + holder);
        if (!before.nick().isEmpty()) nicks.remove(RoomMember.key(before.nick()));
        nicks.put(RoomMember.key(name), before.id());
        present.member = new RoomMember(before.id(), name);
        return List.of(publish(new RoomLine.Renamed(++lastNumber, before, present.member), 0));
    }

    private List<Action> whisper(RoomMember from, String to, String text) {
        var present = find(to);
        if (present == null) return warn(from.id(), "nobody here is called " + to);
        if (present.member.id() == from.id()) return warn(from.id(), "that is you");
        return List.of(new Action.Tell(present.member.id(), new RoomLine.Whispered(from, text)),
                new Action.Tell(from.id(), new RoomLine.Info("passed on to " + present.member)));
    }

    /// Names begin with a letter, so that digits are always an id.
    private Present find(String who) {
        String digits = who.startsWith("#") ? who.substring(1) : who;
        if (digits.matches("[0-9]{1,9}")) return members.get(Integer.valueOf(digits));
        var id = nicks.get(RoomMember.key(who));
        return id == null ? null : members.get(id);
    }

    private List<Action> who(int asker) {
        var actions = new ArrayList<Action>();
        actions.add(new Action.Tell(asker, new RoomLine.Info(members.size() + " of " + rules.max() + " are here:")));
        for (var present : members.values()) {
            String you = present.member.id() == asker ? " (you)" : "";
            actions.add(new Action.Tell(asker, new RoomLine.Info(present.member + you)));
        }
        return actions;
    }

    private List<Action> part(int id, RoomLine last, String reason) {
        var actions = new ArrayList<Action>(List.of(new Action.Tell(id, last), new Action.Part(id)));
        actions.addAll(leave(id, reason));
        return actions;
    }

    private Action publish(RoomLine.Numbered line, int except) {
        history.addLast(line);
        if (history.size() > rules.history()) history.removeFirst();
        return new Action.Publish(line, except);
    }

    private static List<Action> warn(int id, String text) {
        return List.of(new Action.Tell(id, new RoomLine.Warning(text)));
    }

    private static List<Action> info(int id, String text) {
        return List.of(new Action.Tell(id, new RoomLine.Info(text)));
    }

    @Override
    public String toString() {
        return "room with " + members();
    }
}
