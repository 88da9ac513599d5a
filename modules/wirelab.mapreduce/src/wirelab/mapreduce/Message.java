package wirelab.mapreduce;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import wirelab.kit.FieldReader;
import wirelab.kit.FieldWriter;
import wirelab.kit.ProtocolViolation;

/// What master, mappers and reducers say to each other. The README has the table of all fields; here each record lists its
/// own in the order of the wire, behind one byte that says which it is.
sealed interface Message {
    /// Version of the wire format.
    int VERSION = 1;
    /// Bytes of a challenge, and of a proof.
    int NONCE = 16;
    int PROOF = 32;
    /// Longest message: a block of 4 MiB, or a record with the longest key, and what stands around them.
    int MAX_BYTES = (4 << 20) + 4096;
    int MAX_TEXT = 4096;
    int MAX_REDUCERS = 64;
    int MAX_PORTIONS = 1 << 16;

    /// One mapping of a portion: what all later messages about it name.
    record Attempt(long job, int portion, int number) {
        private static Attempt read(FieldReader in) throws ProtocolViolation {
            return new Attempt(in.u64("job"), portionNumber(in), (int) in.u32("attempt"));
        }

        private void write(FieldWriter out) {
            out.u64(job).u32(portion).u32(number);
        }

        @Override
        public String toString() {
            return "portion " + portion + ", attempt " + number;
        }
    }

    /// Type 1, the first word on a connection. Role: 0 master, 1 mapper.
    record Hello(int version, int role, byte[] nonce) implements Message {}

    /// Type 2: the server's nonce, and its proof that it has the key.
    record Challenge(byte[] nonce, byte[] proof) implements Message {}

    /// Type 3: the client's proof.
    record Proof(byte[] proof) implements Message {}

    /// Type 4: now the conversation begins.
    record Welcome(boolean takesJobs) implements Message {}

    /// Type 5: why not, or why no more; the last word on a connection.
    record Refused(String reason) implements Message {}

    /// Type 6, in both directions, whenever nothing else was said for a while.
    record Ping() implements Message {}

    /// Type 16, master to mapper: a portion is yours, its bytes follow.
    record Assign(Attempt attempt, JobSpec job, List<InetSocketAddress> reducers) implements Message {}

    /// Type 17, master to mapper: a stretch of the portion.
    record Block(Attempt attempt, String document, long offset, byte[] text) implements Message {}

    /// Type 18, master to mapper: all blocks were sent.
    record End(Attempt attempt) implements Message {}

    /// Type 19, master to mapper: forget it.
    record Cancel(Attempt attempt) implements Message {}

    /// Type 24, mapper to master: so far. Phase: 0 maps, 1 has announced, 2 sends.
    record Progress(Attempt attempt, long bytes, int phase) implements Message {}

    /// Type 25, mapper to master: every reducer has taken its part, or wanted none; the mapper is free.
    record Done(Attempt attempt, long records, long spills, long spilledBytes) implements Message {}

    /// Type 26, mapper to master: it cannot be mapped; the mapper is free.
    record Failed(Attempt attempt, String reason) implements Message {}

    /// Type 27, mapper to master: give me nothing more, and give what I have to somebody else.
    record Leaving() implements Message {}

    /// Type 32, mapper to reducer: a table is ready.
    record Announce(Attempt attempt, int partition, long terms, long bytes, long digest) implements Message {}

    /// Type 33, reducer to mapper: send it.
    record Permit(Attempt attempt) implements Message {}

    /// Type 34, reducer to mapper: drop it; and why.
    record Drop(Attempt attempt, String reason) implements Message {}

    /// Type 35, mapper to reducer, and reducer to master: records, whole ones, in order.
    record Run(byte[] records) implements Message {}

    /// Type 36, mapper to reducer: that was the table; reducer to master: that was the result.
    record Complete(long terms, long bytes, long digest) implements Message {}

    /// Type 37, reducer to mapper: the table is safe.
    record Accepted(Attempt attempt) implements Message {}

    /// Type 48, master to reducer: a job, or again one that this reducer knows.
    record Open(long job, int portions, int partition, JobSpec spec) implements Message {}

    /// Type 49, reducer to master: it is that job's turn; these portions are there.
    record Opened(long job, List<Integer> accepted) implements Message {}

    /// Type 50, reducer to master: so many jobs come before.
    record Queued(long job, int ahead) implements Message {}

    /// Type 51, reducer to master. Kind: 0 announced, 1 permitted, 2 accepted, 3 dropped, 4 lost, 5 differs.
    record Event(Attempt attempt, int kind, String note) implements Message {}

    /// Type 52, master to reducer: all portions are there, send the result.
    record Finish(long job) implements Message {}

    /// Type 53, master to reducer: forget the job and all that is on disk about it.
    record Forget(long job) implements Message {}

    /// {@return its bytes, without the length before them}
    default byte[] encode() {
        return Codec.encode(this);
    }

    static Message decode(byte[] bytes) throws ProtocolViolation {
        return Codec.decode(bytes);
    }

    /// Fields to bytes and back, in one place: a message's type, and the parts that several have.
    final class Codec {
        private Codec() {}

        static byte[] encode(Message message) {
            var out = new FieldWriter();
            switch (message) {
                case Hello m -> out.u8(1).u32(MAGIC).u8(m.version).u8(m.role).bytes(m.nonce);
                case Challenge m -> out.u8(2).bytes(m.nonce).bytes(m.proof);
                case Proof m -> out.u8(3).bytes(m.proof);
                case Welcome m -> out.u8(4).u8(m.takesJobs ? 1 : 0);
                case Refused m -> out.u8(5).sizedText(2, clip(m.reason));
                case Ping _ -> out.u8(6);
                case Assign m -> {
                    out.u8(16).put((o, a) -> a.write(o), m.attempt).put(Codec::spec, m.job).u8(m.reducers.size());
                    for (var reducer : m.reducers) out.sizedText(1, reducer.getHostString()).u16(reducer.getPort());
                }
                case Block m -> {
                    out = new FieldWriter(31 + m.document.length() + m.text.length);
                    block(out, m.attempt, m.document, m.offset).sized(4, m.text);
                }
                case End m -> out.u8(18).put((o, a) -> a.write(o), m.attempt);
                case Cancel m -> out.u8(19).put((o, a) -> a.write(o), m.attempt);
                case Progress m -> out.u8(24).put((o, a) -> a.write(o), m.attempt).u64(m.bytes).u8(m.phase);
                case Done m -> out.u8(25).put((o, a) -> a.write(o),
                        m.attempt).u64(m.records).u64(m.spills).u64(m.spilledBytes);
                case Failed m -> out.u8(26).put((o, a) -> a.write(o), m.attempt).sizedText(2, clip(m.reason));
                case Leaving _ -> out.u8(27);
                case Announce m -> out.u8(32).put((o, a) -> a.write(o), m.attempt).u16(m.partition).u64(m.terms).u64(m.bytes)
                        .u64(m.digest);
                case Permit m -> out.u8(33).put((o, a) -> a.write(o), m.attempt);
                case Drop m -> out.u8(34).put((o, a) -> a.write(o), m.attempt).sizedText(2, clip(m.reason));
                case Run m -> {
                    out = new FieldWriter(1 + m.records.length);
                    out.u8(35).bytes(m.records);
                }
                case Complete m -> out.u8(36).u64(m.terms).u64(m.bytes).u64(m.digest);
                case Accepted m -> out.u8(37).put((o, a) -> a.write(o), m.attempt);
                case Open m -> out.u8(48).u64(m.job).u32(m.portions).u16(m.partition).put(Codec::spec, m.spec);
                case Opened m -> {
                    out.u8(49).u64(m.job).u32(m.accepted.size());
                    for (int portion : m.accepted) out.u32(portion);
                }
                case Queued m -> out.u8(50).u64(m.job).u32(m.ahead);
                case Event m -> out.u8(51).put((o, a) -> a.write(o), m.attempt).u8(m.kind).sizedText(2, clip(m.note));
                case Finish m -> out.u8(52).u64(m.job);
                case Forget m -> out.u8(53).u64(m.job);
            }
            return out.done();
        }

        static Message decode(byte[] bytes) throws ProtocolViolation {
            var in = new FieldReader(bytes);
            int type = in.u8("type");
            Message message = switch (type) {
                case 1 -> {
                    if (in.u32("magic") != MAGIC) throw new ProtocolViolation("magic", 1, "is not 'WLMR'");
                    yield new Hello(in.u8("version"), upTo(in, "role", 1), in.bytes("nonce", NONCE));
                }
                case 2 -> new Challenge(in.bytes("nonce", NONCE), in.bytes("proof", PROOF));
                case 3 -> new Proof(in.bytes("proof", PROOF));
                case 4 -> new Welcome(upTo(in, "takes jobs", 1) == 1);
                case 5 -> new Refused(in.sizedText("reason", 2, MAX_TEXT));
                case 6 -> new Ping();
                case 16 -> new Assign(Attempt.read(in), spec(in), reducers(in));
                case 17 -> new Block(Attempt.read(in), in.sizedText("document", 2, MAX_TEXT), in.u64("offset"),
                        in.sized("text", 4, 4 << 20));
                case 18 -> new End(Attempt.read(in));
                case 19 -> new Cancel(Attempt.read(in));
                case 24 -> new Progress(Attempt.read(in), in.u64("bytes"), upTo(in, "phase", 2));
                case 25 -> new Done(Attempt.read(in), in.u64("records"), in.u64("spills"), in.u64("spilled bytes"));
                case 26 -> new Failed(Attempt.read(in), in.sizedText("reason", 2, MAX_TEXT));
                case 27 -> new Leaving();
                case 32 -> new Announce(Attempt.read(in), partition(in), in.u64("terms"), in.u64("bytes"), in.u64("digest"));
                case 33 -> new Permit(Attempt.read(in));
                case 34 -> new Drop(Attempt.read(in), in.sizedText("reason", 2, MAX_TEXT));
                case 35 -> new Run(in.bytes("records", in.remaining()));
                case 36 -> new Complete(in.u64("terms"), in.u64("bytes"), in.u64("digest"));
                case 37 -> new Accepted(Attempt.read(in));
                case 48 -> new Open(in.u64("job"), portions(in), partition(in), spec(in));
                case 49 -> new Opened(in.u64("job"), accepted(in));
                case 50 -> new Queued(in.u64("job"), (int) in.u32("ahead"));
                case 51 -> new Event(Attempt.read(in), upTo(in, "kind", 5), in.sizedText("note", 2, MAX_TEXT));
                case 52 -> new Finish(in.u64("job"));
                case 53 -> new Forget(in.u64("job"));
                default -> throw new ProtocolViolation("type", 0, type + " is unknown");
            };
            in.end();
            return message;
        }

        private static FieldWriter block(FieldWriter out, Attempt attempt, String document, long offset) {
            return out.u8(17).put((o, a) -> a.write(o), attempt).sizedText(2, document).u64(offset);
        }

        /// {@return what stands before the text of a block in its frame, with the frame's length}
        static byte[] blockHead(Attempt attempt, String document, long offset, int count) {
            var fields = block(new FieldWriter(), attempt, document, offset).u32(count).done();
            return new FieldWriter(4 + fields.length).u32((long) fields.length + count).bytes(fields).done();
        }

        /// Reasons are for people, who do not read on for ever.
        private static String clip(String text) {
            return text.length() <= MAX_TEXT / 4 ? text : text.substring(0, MAX_TEXT / 4 - 1) + "…";
        }

        private static void spec(FieldWriter out, JobSpec spec) {
            out.sizedText(1, spec.name()).sizedText(2, spec.argument()).sizedText(4, spec.source());
        }

        private static JobSpec spec(FieldReader in) throws ProtocolViolation {
            return new JobSpec(in.sizedText("job name", 1, 255), in.sizedText("argument", 2, MAX_TEXT),
                    in.sizedText("source", 4, JobSpec.MAX_SOURCE));
        }

        private static List<InetSocketAddress> reducers(FieldReader in) throws ProtocolViolation {
            int count = upTo(in, "reducers", MAX_REDUCERS);
            var reducers = new ArrayList<InetSocketAddress>(count);
            for (int i = 0; i < count; i++) {
                reducers.add(InetSocketAddress.createUnresolved(in.sizedText("reducer", 1, 255), in.u16("port")));
            }
            return List.copyOf(reducers);
        }

        private static List<Integer> accepted(FieldReader in) throws ProtocolViolation {
            long count = in.u32("accepted");
            if (count > in.remaining() / 4) throw new ProtocolViolation("accepted", in.offset() - 4, count
                    + " are not there");
            var accepted = new ArrayList<Integer>((int) count);
            for (long i = 0; i < count; i++) accepted.add(portionNumber(in));
            return List.copyOf(accepted);
        }

        private static int upTo(FieldReader in, String field, int most) throws ProtocolViolation {
            int value = in.u8(field);
            if (value > most) throw new ProtocolViolation(field, in.offset() - 1, value + " is more than " + most);
            return value;
        }

        private static int partition(FieldReader in) throws ProtocolViolation {
            int value = in.u16("partition");
            if (value >= MAX_REDUCERS) throw new ProtocolViolation("partition", in.offset() - 2, value + " is too many");
            return value;
        }

        private static int portions(FieldReader in) throws ProtocolViolation {
            long value = in.u32("portions");
            if (value < 1 || value > MAX_PORTIONS) throw new ProtocolViolation("portions", in.offset() - 4, value
                    + " of them");
            return (int) value;
        }
    }

    /// `WLMR` in ASCII.
    int MAGIC = 0x574c4d52;

    private static int portionNumber(FieldReader in) throws ProtocolViolation {
        long value = in.u32("portion");
        if (value >= MAX_PORTIONS) throw new ProtocolViolation("portion", in.offset() - 4, value + " is too many");
        return (int) value;
    }
}
