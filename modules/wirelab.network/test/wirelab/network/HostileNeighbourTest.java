package wirelab.network;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import wirelab.kit.Fuzz;
import wirelab.kit.ProtocolViolation;

class HostileNeighbourTest {
    @ParameterizedTest
    @EnumSource
    void aNodeSurvivesAHundredThousandMutatedFramesAndKeepsItsLimits(NodeOptions.Method method) {
        var lone = new LoneNode(Networks.options(method), "a", "z");
        var messages = FrameTest.frames().stream().map(Frame::encode).toArray(byte[][]::new);
        int[] understood = {0};
        Fuzz.mutations(11, 100_000, messages).forEach(bytes -> {
            try {
                lone.from(understood[0] % 2 == 0 ? "a" : "z", Frame.decode(ByteBuffer.wrap(bytes)));
                if (understood[0]++ % 100 == 0) lone.passWithAll(Duration.ofMillis(10));
            } catch (ProtocolViolation _) {
                // That is what a decoder is for; here the frames that come through it matter.
            }
            lone.forget();
        });
        assertTrue(understood[0] > 5_000, understood[0] + " were frames");
        assertTrue(lone.node.router.table().size() <= Topology.MAX_NODES);
        assertTrue(lone.node.circuits.table().size() <= NodeOptions.DEFAULTS.circuits());
        lone.passWithAll(Duration.ofSeconds(100));
        assertEquals(List.of(), lone.node.circuits.table());
        lone.forget();
        lone.from("a", new Datagram("a", "n", 1, 1, "hi".getBytes()));
        assertEquals(List.of("gets datagram #1 of a \"hi\""), lone.told());
    }

    @Test
    void setUpsWithoutEndFillOnlyTheRoomForCircuits() {
        var lone = new LoneNode(NodeOptions.DEFAULTS, "a");
        for (int i = 0; i < 1000; i++) lone.from("a", new Setup(2 * i, "a", "n", 9, 1472, 1));
        assertEquals(256, lone.node.circuits.table().size());
        assertEquals("CLEAR 1998: no room for another circuit, says n", lone.textsTo("a").getLast());
        lone.pass(Duration.ofSeconds(5), "a");
        assertEquals(List.of(), lone.node.circuits.table());
    }

    @Test
    void framesOfANeighbourThatIsNotUpAreDropped() {
        var lone = new LoneNode(NodeOptions.DEFAULTS, "a");
        lone.pass(Duration.ofSeconds(2));
        lone.forget();
        lone.from("a", new Datagram("a", "n", 1, 1, "hi".getBytes())).from("a", new Setup(2, "a", "n", 9, 1472, 1));
        lone.from("a", new Hello("somebody", true));
        assertEquals(List.of(), lone.told());
        assertEquals(2, lone.node.counters.get("from a neighbour that is not up"));
        assertEquals(1, lone.node.counters.get("hello of somebody else"));
    }
}
