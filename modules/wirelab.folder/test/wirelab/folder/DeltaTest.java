package wirelab.folder;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import wirelab.kit.Bytes;
import wirelab.kit.FieldReader;
import wirelab.kit.FieldWriter;
import wirelab.kit.Fuzz;
import wirelab.kit.Journal;
import wirelab.kit.ProtocolViolation;

class DeltaTest {
    private final Random random = new Random(19);
    private final ModelVolume volume = new ModelVolume();
    private int files;

    private Journal.Storage file(byte[] bytes) throws IOException {
        var file = volume.open("f" + files++, true);
        file.write(ByteBuffer.wrap(bytes), 0);
        return file;
    }

    private byte[] bytes(int count) {
        var bytes = new byte[count];
        random.nextBytes(bytes);
        return bytes;
    }

    private static byte[] join(byte[]... parts) {
        var out = new FieldWriter();
        for (byte[] part : parts) out.bytes(part);
        return out.done();
    }

    /// {@return bytes that travelled}
    private long check(byte[] old, byte[] fresh) throws IOException {
        var told = new FieldWriter();
        BlockSignature.of(file(old)).write(told);
        var signature = BlockSignature.read(new FieldReader(told.done()));
        assertEquals(BlockSignature.of(file(old)), signature);
        var instructions = new FieldWriter();
        Delta.between(signature, file(fresh)::read, it -> it.write(instructions));
        var keeper = FolderKeeper.open(new ModelVolume(), KeeperOptions.DEFAULTS, () -> 0);
        var hash = Some.hash(fresh);
        try (var staging = keeper.contents().stage(hash, fresh.length)) {
            var patch = new Delta.Patch(file(old), staging);
            var in = new FieldReader(instructions.done());
            while (in.remaining() > 0) patch.take(Delta.Instruction.read(in));
            staging.complete();
        }
        var found = ByteBuffer.allocate(fresh.length);
        if (fresh.length > 0) keeper.contents().read(hash, 0, found);
        assertArrayEquals(fresh, found.array());
        return instructions.offset();
    }

    @Test
    void onlyWhatIsNewTravels() throws Exception {
        byte[] old = bytes(1_000_000);
        byte[] insert = join(Arrays.copyOf(old, 400_123), bytes(10), Arrays.copyOfRange(old, 400_123, old.length));
        assertTrue(check(old, insert) < 2_200, "a few bytes put in");
        byte[] cut = join(Arrays.copyOf(old, 123_456), Arrays.copyOfRange(old, 123_789, old.length));
        assertTrue(check(old, cut) < 2_200, "a few bytes taken out");
        byte[] swapped = join(Arrays.copyOfRange(old, 500_000, old.length), Arrays.copyOf(old, 500_000));
        assertTrue(check(old, swapped) < 3_500, "halves in another order");
        assertTrue(check(old, old) < 64, "nothing");
        assertTrue(check(old, join(old, bytes(3))) < 600, "three bytes more, behind a last block that was shorter");
        long all = check(bytes(100_000), bytes(100_000));
        assertTrue(all > 100_000 && all < 100_100, "nothing in common: " + all);
    }

    @Test
    void anyFileComesOutOfAnyOther() throws Exception {
        for (int round = 0; round < 60; round++) {
            byte[] old = bytes(random.nextInt(5000));
            byte[] fresh = random.nextInt(4) == 0 ? bytes(random.nextInt(5000)) : join(bytes(random.nextInt(3)),
                    Arrays.copyOf(old, random.nextInt(old.length + 1)), bytes(random.nextInt(700)),
                    Arrays.copyOfRange(old, random.nextInt(old.length + 1), old.length));
            check(old, fresh);
        }
        check(new byte[0], new byte[0]);
        check(new byte[0], bytes(10));
        check(bytes(10), new byte[0]);
        check(new byte[300_000], new byte[700_001]);
    }

    @Test
    void theSumRollsAsItWouldBeMadeAnew() {
        byte[] bytes = bytes(3000);
        var rolling = RollingSum.of(bytes, 0, 700);
        for (int at = 1; at + 700 <= bytes.length; at++) {
            rolling.roll(bytes[at - 1], bytes[at + 699]);
            assertEquals(RollingSum.of(bytes, at, 700).value(), rolling.value());
        }
        for (int at = bytes.length - 700; at < bytes.length - 1; at++) {
            rolling.drop(bytes[at]);
            assertEquals(RollingSum.of(bytes, at + 1, bytes.length - at - 1).value(), rolling.value());
        }
    }

    @Test
    void anyBytesAreInstructionsAndSumsOrAViolation() throws Exception {
        var told = new FieldWriter();
        BlockSignature.of(file(bytes(5000))).write(told);
        Fuzz.mutations(19, 50_000, told.done()).forEach(bytes -> {
            try {
                BlockSignature.read(new FieldReader(bytes));
            } catch (ProtocolViolation e) {
                assertTrue(e.offset() <= bytes.length);
            }
        });
        var out = new FieldWriter();
        new Delta.Instruction.Copy(5, 7).write(out);
        new Delta.Instruction.Literal(Bytes.of(bytes(20))).write(out);
        Fuzz.mutations(19, 50_000, out.done()).forEach(bytes -> {
            try {
                var in = new FieldReader(bytes);
                while (in.remaining() > 0) Delta.Instruction.read(in);
            } catch (ProtocolViolation e) {
                assertTrue(e.offset() <= bytes.length);
            }
        });
    }

    @Test
    void aLieShowsInTheHash() throws Exception {
        var keeper = FolderKeeper.open(new ModelVolume(), KeeperOptions.DEFAULTS, () -> 0);
        try (var staging = keeper.contents().stage(Some.hash(bytes(100)), 100)) {
            var patch = new Delta.Patch(file(bytes(1000)), staging);
            patch.take(new Delta.Instruction.Copy(0, 100));
            assertThrows(IOException.class, staging::complete);
            assertThrows(IOException.class, () -> patch.take(new Delta.Instruction.Copy(0, 1)), "more than was announced");
        }
        assertEquals(0, keeper.contents().staged().size());
        var far = new Delta.Patch(file(bytes(10)), keeper.contents().stage(Some.hash(new byte[0]), 50));
        assertThrows(IOException.class, () -> far.take(new Delta.Instruction.Copy(5, 20)));
    }
}
