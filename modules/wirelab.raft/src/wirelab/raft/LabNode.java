package wirelab.raft;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import wirelab.kit.FieldReader;
import wirelab.kit.FieldWriter;
import wirelab.kit.Machine;
import wirelab.kit.ProtocolViolation;
import wirelab.simulation.SimulatedNode;

/// A node of a [RaftLab]: its machine, its disk, and a clock that can jump.
final class LabNode extends SimulatedNode<LabNode.Jumping, RaftAction> {
    /// The machine behind a clock of its own.
    static final class Jumping implements Machine<RaftAction> {
        final RaftMachine machine;
        private final LabNode node;

        Jumping(LabNode node, RaftMachine machine) {
            this.node = node;
            this.machine = machine;
        }

        @Override
        public void tick(long now) {
            machine.tick(now + node.shift);
        }

        @Override
        public long nextAt() {
            return machine.nextAt() == NEVER ? NEVER : machine.nextAt() - node.shift;
        }

        @Override
        public void drain(Consumer<? super RaftAction> performer) {
            machine.drain(performer);
        }
    }

    private record Asker(String client, long number) {}

    final int id;
    final ModelDisk disk = new ModelDisk();
    private final RaftLab lab;
    private final Members first;
    private final ArrayDeque<RaftAction> toWrite = new ArrayDeque<>();
    private final Map<Long, Asker> askers = new HashMap<>();
    SmallTree tree;
    private RaftStore store;
    private long shift;
    private long lives;
    private boolean writing;

    LabNode(RaftLab lab, int id, Members first) {
        super(RaftLab.name(id));
        this.lab = lab;
        this.id = id;
        this.first = first;
        disk.forgetful(lab.flaw == Flaw.NO_FORCE);
    }

    @Override
    protected Jumping boot(long now) {
        try {
            lives++;
            store = RaftStore.open(disk, Recovered.first(first));
            tree = new SmallTree();
            var recovered = store.recovered();
            var machine = lab.flaw == Flaw.NONE
                    ? new RaftMachine(now + shift, id, lab.options, recovered, tree, lab.net.random())
                    : new FlawedMachine(now + shift, id, lab.options, recovered, tree, lab.net.random(), lab.flaw);
            lab.watch.became(this, machine.role(), machine.term());
            return new Jumping(this, machine);
        } catch (ModelDisk.Halted _) {
            // Its power was gone again while it started.
            disk.crash(lab.net.random());
            return boot(now);
        } catch (IOException e) {
            throw lab.net.failure(name() + " does not start: " + e.getMessage());
        }
    }

    /// Its power is gone; what it had not forced may be lost.
    void die() {
        if (!isUp()) return;
        lab.watch.died(this);
        lives++;
        crash();
        toWrite.clear();
        askers.clear();
        writing = false;
        disk.crash(lab.net.random());
    }

    void jump(Duration ahead) {
        shift += ahead.toNanos();
        // Asks the machine for its time anew.
        enter((_, _) -> {});
    }

    RaftMachine raft() {
        return isUp() ? machine().machine : null;
    }

    @Override
    protected void received(long now, Jumping jumping, String from, byte[] sealed) {
        byte[] bytes = LabRequest.unseal(sealed);
        if (bytes == null) return;
        try {
            var in = new FieldReader(bytes);
            if (in.u8("kind") == 0) {
                long number = in.u64("number");
                var message = RaftMessage.decode(in.bytes("message", in.remaining()));
                lab.watch.arrived(this, number);
                jumping.machine.received(now + shift, Integer.parseInt(from.substring(RaftLab.NAME.length())), message);
            } else {
                requested(now + shift, jumping.machine, from, LabRequest.read(in));
            }
        } catch (ProtocolViolation e) {
            throw lab.net.failure(e.getMessage());
        }
    }

    private void requested(long now, RaftMachine machine, String from, LabRequest request) {
        long ticket = lab.nextNumber();
        askers.put(ticket, new Asker(from, request.number()));
        if (request.text().equals(LabRequest.OPEN)) machine.open(now, ticket);
        else if (SmallTree.isQuestion(request.text())) machine.query(now, ticket, RaftLab.bytes(request.text()));
        else machine.command(now, ticket, request.session(), request.sequence(), RaftLab.bytes(request.text()));
    }

    /// Wants something as an administrator does, whom nobody answers.
    void administer(Consumer<RaftMachine> what) {
        enter((jumping, _) -> what.accept(jumping.machine));
    }

    long clock() {
        return lab.net.now() + shift;
    }

    @Override
    protected void perform(long now, RaftAction action) {
        switch (action) {
            case RaftAction.Send it -> {
                long number = lab.watch.sent(this, it);
                var bytes = new FieldWriter().u8(0).u64(number).bytes(it.message().encode()).done();
                datagram(RaftLab.name(it.to()), LabRequest.seal(bytes));
            }
            case RaftAction.Store _, RaftAction.Keep _ -> {
                toWrite.add(action);
                write();
            }
            case RaftAction.Answer it -> {
                var asker = askers.remove(it.ticket());
                if (asker != null) datagram(asker.client, LabRequest.seal(LabRequest.answer(asker.number, it.answer())));
            }
            case RaftAction.Applied it -> lab.watch.applied(this, it.entry());
            case RaftAction.Became it -> lab.watch.became(this, it.role(), it.term());
            case RaftAction.Restored it -> lab.watch.restored(this, it.snapshot());
        }
    }

    /// One force at a time, for all that has come meanwhile.
    private void write() {
        if (writing || toWrite.isEmpty()) return;
        writing = true;
        long life = lives;
        lab.net.after(lab.forceTime(), () -> {
            if (life != lives) return;
            writing = false;
            var batch = List.copyOf(toWrite);
            try {
                store.write(batch.stream().map(this::flawed).toList());
            } catch (ModelDisk.Halted _) {
                die();
                return;
            } catch (IOException _) {
                // The disk is full: later, perhaps.
                lab.net.after(Duration.ofMillis(50), () -> {
                    if (life == lives) write();
                });
                return;
            }
            for (int i = 0; i < batch.size(); i++) toWrite.poll();
            long number = number(batch.getLast());
            enter((jumping, at) -> jumping.machine.stored(at + shift, number));
            lab.wrote(this, batch);
            if (life == lives) write();
        });
    }

    private static long number(RaftAction action) {
        return action instanceof RaftAction.Store store ? store.number() : ((RaftAction.Keep) action).number();
    }

    private RaftAction flawed(RaftAction action) {
        if (lab.flaw != Flaw.VOTE_FORGOTTEN) return action;
        return switch (action) {
            case RaftAction.Store it when it.ballot() != null ->
                    new RaftAction.Store(it.number(), new Ballot(it.ballot().term(), RaftAnswer.NOBODY), it.entries());
            case RaftAction.Keep it -> new RaftAction.Keep(it.number(), new Ballot(it.ballot().term(), RaftAnswer.NOBODY),
                    it.snapshot(), it.tail());
            default -> action;
        };
    }

    @Override
    public String toString() {
        return isUp() ? raft().toString() : "node " + id + ", down";
    }
}
