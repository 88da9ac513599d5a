package wirelab.mapreduce;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import wirelab.kit.FieldWriter;
import wirelab.kit.Machine;
import wirelab.kit.ProtocolViolation;
import wirelab.simulation.SimulatedNode;

/// The machines of master and reducer, and pretended mappers, as nodes of a simulated network: their messages as frames on
/// its streams.
final class SimulatedNodes {
    private static final long JOB = 7;

    private SimulatedNodes() {}

    abstract static class Talking<M extends Machine<A>, A> extends SimulatedNode<M, A> {
        private final Map<String, ByteArrayOutputStream> coming = new HashMap<>();

        Talking(String name) {
            super(name);
        }

        void say(String to, Message message) {
            stream(to, new FieldWriter().sized(4, message.encode()).done());
        }

        abstract void heard(long now, M machine, String from, Message message);

        void gone(long now, M machine, String peer) {}

        @Override
        protected void received(long now, M machine, String from, byte[] bytes) {
            var all = coming.computeIfAbsent(from, _ -> new ByteArrayOutputStream());
            all.writeBytes(bytes);
            var in = ByteBuffer.wrap(all.toByteArray());
            try {
                while (in.remaining() >= 4 && in.remaining() - 4 >= in.getInt(in.position())) {
                    var frame = new byte[in.getInt()];
                    in.get(frame);
                    heard(now, machine, from, Message.decode(frame));
                }
            } catch (ProtocolViolation e) {
                throw new AssertionError(e);
            }
            all.reset();
            all.write(in.array(), in.position(), in.remaining());
        }

        @Override
        protected final void streamBroken(long now, M machine, String peer) {
            coming.remove(peer);
            gone(now, machine, peer);
        }
    }

    static final class Master extends Talking<MasterMachine, MasterMachine.Action> {
        private final MasterMachine.Rules rules;
        private final long[] sizes;
        private final boolean replaces;
        int lost;
        boolean finished;
        String failed = "";

        /// @param replaces whether it assigns a portion again; a mutant does not
        Master(MasterMachine.Rules rules, int portions, boolean replaces) {
            super("master");
            this.rules = rules;
            this.replaces = replaces;
            sizes = new Random(1).longs(portions, 1000, 1001).toArray();
        }

        @Override
        protected MasterMachine boot(long now) {
            var machine = new MasterMachine(rules, sizes);
            machine.opened(now);
            return machine;
        }

        @Override
        void heard(long now, MasterMachine machine, String from, Message message) {
            int mapper = from.equals("reducer") ? -1 : Integer.parseInt(from.substring(1));
            switch (message) {
                case Message.Hello _ -> machine.mapperUp(now, mapper);
                case Message.Progress m -> machine.progress(now, mapper, m.attempt().portion(), m.attempt().number(),
                        m.bytes(), m.phase());
                case Message.Done m -> machine.done(now, mapper, m.attempt().portion(), m.attempt().number());
                case Message.Opened m -> machine.forgotten(now, 0, new HashSet<>(m.accepted()));
                case Message.Event m when m.kind() == ReducerMachine.ACCEPTED ->
                        machine.accepted(now, m.attempt().portion(), 0);
                case Message.Event _ -> {
                    // For the time line.
                }
                default -> throw new AssertionError(message);
            }
        }

        @Override
        void gone(long now, MasterMachine machine, String peer) {
            if (!peer.equals("reducer")) machine.mapperDown(now, Integer.parseInt(peer.substring(1)));
        }

        @Override
        protected void perform(long now, MasterMachine.Action action) {
            switch (action) {
                case MasterMachine.Assign it -> {
                    if (!replaces && it.attempt() >= rules.copies()) return;
                    say("m" + it.mapper(), new Message.Assign(attempt(it.portion(), it.attempt()), JobSpec.TERMS,
                            List.of()));
                }
                case MasterMachine.Cancel it -> say("m" + it.mapper(), new Message.Cancel(attempt(it.portion(),
                        it.attempt())));
                case MasterMachine.Lost _ -> lost++;
                case MasterMachine.Skip _, MasterMachine.Report _ -> {
                    // For people.
                }
                case MasterMachine.Finish _ -> finished = true;
                case MasterMachine.Fail it -> failed = it.reason();
            }
        }

        private static Message.Attempt attempt(int portion, int number) {
            return new Message.Attempt(JOB, portion, number);
        }
    }

    static final class Mapper extends Talking<ToyMapper, ToyMapper.Say> {
        private final Random random;

        Mapper(int number, Random random) {
            super("m" + number);
            this.random = random;
        }

        @Override
        protected ToyMapper boot(long now) {
            return new ToyMapper(now, random);
        }

        @Override
        void heard(long now, ToyMapper machine, String from, Message message) {
            switch (message) {
                case Message.Assign m -> machine.assigned(now, m.attempt());
                case Message.Cancel m -> machine.cancelled(m.attempt());
                case Message.Permit _ -> machine.permitted();
                case Message.Accepted m -> machine.decided(m.attempt());
                case Message.Drop m -> machine.decided(m.attempt());
                default -> throw new AssertionError(message);
            }
        }

        @Override
        void gone(long now, ToyMapper machine, String peer) {
            if (peer.equals("master")) machine.masterGone(now);
            if (peer.equals("reducer")) machine.reducerGone(now);
        }

        @Override
        protected void perform(long now, ToyMapper.Say action) {
            say(action.to(), action.message());
        }
    }

    static final class Reducer extends Talking<ReducerMachine, ReducerMachine.Action> {
        final int portions;
        /// Its disk.
        final Map<Integer, Long> kept = new TreeMap<>();
        private final Map<String, Integer> peers = new HashMap<>();
        private final List<String> names = new ArrayList<>();

        Reducer(int portions) {
            super("reducer");
            this.portions = portions;
        }

        @Override
        protected ReducerMachine boot(long now) {
            peers.clear();
            if (!names.isEmpty()) say("master", new Message.Opened(JOB, List.copyOf(kept.keySet())));
            return new ReducerMachine(portions, kept);
        }

        @Override
        void heard(long now, ReducerMachine machine, String from, Message message) {
            switch (message) {
                case Message.Announce m -> {
                    // Each conversation is another peer, as in the real one.
                    gone(now, machine, from);
                    peers.put(from, names.size());
                    names.add(from);
                    machine.announced(now, peers.get(from), m.attempt(), m.digest());
                }
                case Message.Complete _ -> {
                    if (peers.containsKey(from)) machine.stored(now, peers.get(from));
                }
                default -> throw new AssertionError(message);
            }
        }

        @Override
        void gone(long now, ReducerMachine machine, String peer) {
            Integer number = peers.remove(peer);
            if (number != null) machine.lost(now, number, "gone");
        }

        @Override
        protected void perform(long now, ReducerMachine.Action action) {
            switch (action) {
                case ReducerMachine.Permit it -> say(names.get(it.peer()), new Message.Permit(it.attempt()));
                case ReducerMachine.Drop it -> say(names.get(it.peer()), new Message.Drop(it.attempt(), it.reason()));
                case ReducerMachine.Report it -> say("master", new Message.Event(it.attempt(), it.kind(), it.note()));
                case ReducerMachine.Accept it -> {
                    assertEquals(null, kept.put(it.attempt().portion(), it.digest()), "a portion is accepted once");
                    say(names.get(it.peer()), new Message.Accepted(it.attempt()));
                    say("master", new Message.Event(it.attempt(), ReducerMachine.ACCEPTED, ""));
                }
            }
        }
    }
}
