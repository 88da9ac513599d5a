package wirelab.raft;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import wirelab.kit.FieldReader;
import wirelab.kit.Machine;
import wirelab.kit.ProtocolViolation;
import wirelab.simulation.SimulatedNode;

/// A client of a [RaftLab], which does one thing after the other, asks again when it hears nothing, and gives up in the end.
final class LabClient extends SimulatedNode<LabClient.Asking, LabClient.Ask> {
    private static final long RETRY = Duration.ofMillis(250).toNanos();
    private static final long PATIENCE = Duration.ofSeconds(4).toNanos();

    record Ask(int node, LabRequest request) {}

    private final RaftLab lab;
    private final Supplier<String> commands;
    final List<Operation> done = new ArrayList<>();
    Operation open;

    /// @param commands gives the next one, or `null` when there is none now
    LabClient(RaftLab lab, String name, Supplier<String> commands) {
        super(name);
        this.lab = lab;
        this.commands = commands;
    }

    boolean isWriting() {
        return open != null && !SmallTree.isQuestion(open.command());
    }

    @Override
    protected Asking boot(long now) {
        return new Asking(now);
    }

    @Override
    protected void received(long now, Asking machine, String from, byte[] sealed) {
        byte[] bytes = LabRequest.unseal(sealed);
        if (bytes == null) return;
        try {
            var in = new FieldReader(bytes);
            machine.answered(now, in.u64("number"), LabRequest.readAnswer(in));
        } catch (ProtocolViolation e) {
            throw lab.net.failure(e.getMessage());
        }
    }

    @Override
    protected void perform(long now, Ask ask) {
        datagram(RaftLab.name(ask.node), LabRequest.seal(ask.request.encode()));
    }

    /// The client's state.
    final class Asking extends Machine.Simple<Ask> {
        private int node;
        private long session = RaftAnswer.NOBODY;
        private long sequence;
        private long number;
        private long until;
        /// What is still to be said for this operation: with a flaw, a move is two commands.
        private final List<String> parts = new ArrayList<>();

        Asking(long now) {
            wakeAt(Machine.after(now, 1 + lab.net.random().nextLong(RETRY)));
        }

        @Override
        protected void wake(long now) {
            if (open == null) {
                begin(now);
            } else if (Machine.isDue(until, now)) {
                giveUp(now);
            } else {
                node = lab.net.random().nextInt(lab.size());
                ask(now);
            }
        }

        private void begin(long now) {
            String command = commands.get();
            if (command == null) {
                wakeAt(Machine.after(now, RETRY));
                return;
            }
            open = new Operation(lab.clientNumber(LabClient.this), command, lab.nextNumber(), Operation.OPEN, "");
            parts.clear();
            var words = command.split(" ");
            if (lab.flaw == Flaw.HALF_MOVE && words[0].equals("mv")) {
                parts.addAll(List.of("cp " + words[1] + " " + words[2], "rm " + words[1]));
            } else {
                parts.add(command);
            }
            sequence++;
            until = Machine.after(now, PATIENCE);
            ask(now);
        }

        private void ask(long now) {
            number = lab.nextNumber();
            boolean opens = session < 0 && !SmallTree.isQuestion(parts.getFirst());
            act(new Ask(node, new LabRequest(number, session, sequence, opens ? LabRequest.OPEN : parts.getFirst())));
            wakeAt(Machine.after(now, RETRY));
        }

        /// Nobody knows what becomes of it. Whoever goes on is another client, as in Jepsen.
        private void giveUp(long now) {
            done.add(open);
            open = null;
            session = RaftAnswer.NOBODY;
            lab.anotherClient(LabClient.this);
            wakeAt(Machine.after(now, 1));
        }

        void answered(long now, long asked, RaftAnswer answer) {
            if (open == null || asked != number) return;
            switch (answer) {
                case RaftAnswer.Opened it -> {
                    session = it.session();
                    ask(now);
                }
                case RaftAnswer.Done it -> done(now, it.result().text());
                case RaftAnswer.NotLeader it -> {
                    node = it.leader() >= 0 && it.leader() < lab.size() ? it.leader()
                            : lab.net.random().nextInt(lab.size());
                    again(now);
                }
                case RaftAnswer.Refused it when it.reason().startsWith("session ") -> giveUp(now);
                case RaftAnswer.Refused _, RaftAnswer.Unknown _ -> again(now);
            }
        }

        private void again(long now) {
            number = -1;
            wakeAt(Machine.after(now, 1 + lab.net.random().nextLong(RETRY / 5)));
        }

        private void done(long now, String result) {
            String part = parts.removeFirst();
            if (!parts.isEmpty() && result.equals("ok")) {
                sequence++;
                ask(now);
                return;
            }
            String said = part.startsWith("rm ") && open.command().startsWith("mv ") ? "ok" : result;
            done.add(new Operation(open.client(), open.command(), open.began(), lab.nextNumber(), said));
            open = null;
            wakeAt(Machine.after(now, 1 + lab.net.random().nextLong(lab.pause())));
        }
    }
}
