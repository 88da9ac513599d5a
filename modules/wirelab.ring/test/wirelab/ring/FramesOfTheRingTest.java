package wirelab.ring;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import wirelab.kit.Fuzz;
import wirelab.kit.ProtocolViolation;

class FramesOfTheRingTest {
    /// The vectors of Appendix A, read from the text.
    static List<byte[]> vectors() throws IOException {
        var vectors = new ArrayList<byte[]>();
        var hex = new StringBuilder();
        boolean within = false;
        for (String line : Specification.text().lines().toList()) {
            if (line.startsWith("   Vector ")) {
                if (!hex.isEmpty()) vectors.add(HexFormat.of().parseHex(hex));
                hex.setLength(0);
                within = true;
            } else if (line.startsWith("   A run of two nodes")) {
                within = false;
            } else if (within && line.matches(" {6}([0-9a-f]{2} ?)+")) {
                hex.append(line.replace(" ", ""));
            }
        }
        vectors.add(HexFormat.of().parseHex(hex));
        return vectors;
    }

    private static Signal decode(byte[] bytes) throws ProtocolViolation {
        return Signal.of(RingFrame.decode(bytes));
    }

    @Test
    @DisplayName("the vectors of the specification are what they are said to be, and are encoded so")
    void theVectors() throws IOException {
        var vectors = vectors();
        assertEquals(7, vectors.size());
        assertEquals("HELLO 0>1 0.0/0/0", decode(vectors.get(0)).toString());
        assertEquals("REFUSE 1>0 5.2/17/3", decode(vectors.get(1)).toString());
        assertEquals("CLAIM 2>2 6.2/0/0", decode(vectors.get(2)).toString());
        assertEquals(new Signal.Note(4, 0, 8), decode(vectors.get(3)).note());
        assertEquals("DATA+A 1>2 6.2/9/1 #1001.1 hi", decode(vectors.get(4)).toString());
        assertEquals("FINISH 0>0 6.2/14/1", decode(vectors.get(5)).toString());
        for (byte[] vector : vectors.subList(0, 6)) assertArrayEquals(vector, decode(vector).frame().encode());
    }

    @Test
    @DisplayName("the sealed vector of the specification is made and opened with its key, at both ends, once")
    void sealed() throws IOException {
        var plain = RingFrame.decode(vectors().get(0));
        var ends = SealTest.ends("open sesame");
        var sealed = ends[0].seal(plain);
        assertArrayEquals(vectors().get(6), sealed.encode());
        assertArrayEquals(plain.encode(), ends[1].open(sealed).encode());
        assertThrows(ProtocolViolation.class, () -> ends[1].open(sealed));
    }

    @Test
    @DisplayName("every truncation of every frame is refused")
    void truncations() throws IOException {
        for (byte[] vector : vectors().subList(0, 6)) {
            Fuzz.truncations(vector).forEach(cut -> assertThrows(ProtocolViolation.class, () -> decode(cut)));
        }
    }

    @Test
    @DisplayName("100,000 mutations of every frame give a frame that is encoded as it came, or one refusal")
    void mutations() throws IOException {
        var vectors = vectors().subList(0, 6);
        long[] taken = {0};
        Fuzz.mutations(7, 100_000 * vectors.size(), vectors.toArray(byte[][]::new)).forEach(bytes -> {
            try {
                var signal = decode(bytes);
                assertArrayEquals(bytes, signal.frame().encode());
                taken[0]++;
            } catch (ProtocolViolation e) {
                assertTrue(e.getMessage().contains(" at byte "), e.getMessage());
            }
        });
        assertTrue(taken[0] > 1000, taken[0] + " mutations were frames");
    }

    @Test
    @DisplayName("a data length of 2^32-1 is refused by its header alone")
    void length() throws IOException {
        byte[] vector = vectors().getFirst();
        Arrays.fill(vector, 9, 13, (byte) 0xff);
        var e = assertThrows(ProtocolViolation.class, () -> RingFrame.decode(vector));
        assertTrue(e.getMessage().contains("4294967295"), e.getMessage());
    }
}
