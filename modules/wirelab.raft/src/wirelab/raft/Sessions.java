package wirelab.raft;

import java.util.LinkedHashMap;
import java.util.Map;
import wirelab.kit.Bytes;
import wirelab.kit.FieldReader;
import wirelab.kit.FieldWriter;
import wirelab.kit.ProtocolViolation;

/// The state machine behind a table of sessions: a command that comes twice is applied once, and answered as before (thesis,
/// section 6.3). The table is a part of the state: it is the same on every node, and goes into every snapshot.
class Sessions {
    private record Last(long sequence, Bytes result) {}

    private final StateMachine states;
    private final int most;
    /// The one that was unused for longest comes first.
    private final Map<Long, Last> table = new LinkedHashMap<>();

    Sessions(StateMachine states, int most) {
        this.states = states;
        this.most = most;
    }

    RaftAnswer apply(LogEntry entry) {
        return switch (entry.content()) {
            case LogEntry.Nothing _, LogEntry.Change _ -> new RaftAnswer.Done(Bytes.of());
            case LogEntry.Open _ -> {
                table.put(entry.index(), new Last(0, Bytes.of()));
                if (table.size() > most) table.remove(table.keySet().iterator().next());
                yield new RaftAnswer.Opened(entry.index());
            }
            case LogEntry.Command it -> command(it);
        };
    }

    private RaftAnswer command(LogEntry.Command it) {
        var last = table.remove(it.session());
        // Whose table entry is forgotten may have had this command applied before: it is not applied again.
        if (last == null) return new RaftAnswer.Refused("session " + it.session() + " is unknown or forgotten");
        if (repeats(it, last.sequence)) {
            table.put(it.session(), last);
            return it.sequence() == last.sequence ? new RaftAnswer.Done(last.result)
                    : new RaftAnswer.Refused("no. " + it.sequence() + " of session " + it.session() + " is over");
        }
        var result = states.apply(it.bytes());
        table.put(it.session(), new Last(it.sequence(), result));
        return new RaftAnswer.Done(result);
    }

    /// Whether a command was applied before.
    boolean repeats(LogEntry.Command command, long last) {
        return command.sequence() <= last;
    }

    /// {@return what a command was answered, if it was applied before and is the last one of its session; else `null`}
    RaftAnswer answered(long session, long sequence) {
        var last = table.get(session);
        return last != null && last.sequence == sequence && sequence > 0 ? new RaftAnswer.Done(last.result) : null;
    }

    Bytes query(Bytes question) {
        return states.query(question);
    }

    Bytes save() {
        var out = new FieldWriter();
        writeTable(out);
        return Bytes.wrap(out.sized(4, states.save().array()).done());
    }

    void writeTable(FieldWriter out) {
        out.u32(table.size());
        table.forEach((id, last) -> out.u64(id).u64(last.sequence).sized(4, last.result.array()));
    }

    /// As if nobody had done anything yet: open sessions, for else every command would be refused.
    void writeForgotten(FieldWriter out) {
        out.u32(table.size());
        table.forEach((id, _) -> out.u64(id).u64(0).sized(4, new byte[0]));
    }

    void load(Bytes image) throws ProtocolViolation {
        var fresh = new LinkedHashMap<Long, Last>();
        if (image.length() > 0) {
            var in = new FieldReader(image.array());
            long count = in.u32("sessions");
            for (long i = 0; i < count; i++) {
                fresh.put(in.u64("session"), new Last(in.u64("sequence"), Bytes.wrap(in.sized("result", 4,
                        Snapshot.MOST_BYTES))));
            }
            var state = Bytes.wrap(in.sized("state", 4, Snapshot.MOST_BYTES));
            in.end();
            states.load(state);
        }
        table.clear();
        table.putAll(fresh);
    }
}
