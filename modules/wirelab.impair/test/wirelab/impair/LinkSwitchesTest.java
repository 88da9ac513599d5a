package wirelab.impair;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import wirelab.kit.Eventually;
import wirelab.kit.Tap;
import wirelab.kit.TcpServer;
import wirelab.program.InProcess;
import wirelab.program.Program;

@Tag("socket")
class LinkOptionsTest {
    private static InProcess.Result run(InetSocketAddress server, AtomicReference<InetSocketAddress> used, String... args) {
        return InProcess.run(() -> Program.of("Client", "a client").client(7).with(new LinkSwitches()).run(args, options -> {
            try (var connection = options.host().connect(server, Tap.Party.UNKNOWN)) {
                used.set(connection.remote());
                connection.write(new byte[] {42});
                assertEquals(42, connection.input().read());
            }
        }));
    }

    private static TcpServer echoServer() throws IOException {
        return TcpServer.start(TcpServer.Options.DEFAULTS, connection ->
                connection.write(new byte[] {(byte) connection.input().read()}));
    }

    @Test
    void withTheOptionAClientGoesOverALinkThatLastsAsLongAsTheProgram() throws Exception {
        try (var server = echoServer()) {
            var used = new AtomicReference<InetSocketAddress>();
            long began = System.nanoTime();
            assertEquals(0, run(server.address(), used, "--link", "delay=20ms seed=1").status());
            assertTrue(System.nanoTime() - began >= 40_000_000);
            assertNotEquals(server.address(), used.get());
            Eventually.that("the relay is gone", () -> Thread.getAllStackTraces().keySet().stream()
                    .noneMatch(thread -> thread.getName().startsWith("link")));
        }
    }

    @Test
    void withoutItTheServerIsWhereItWas() throws Exception {
        try (var server = echoServer()) {
            var used = new AtomicReference<InetSocketAddress>();
            assertEquals(0, run(server.address(), used).status());
            assertEquals(server.address(), used.get());
        }
    }

    @Test
    void aWordThatIsWrongEndsTheProgramWithOneLine() throws Exception {
        var result = run(null, new AtomicReference<>(), "--link", "delay=20ms los=1%");
        assertEquals(2, result.status());
        assertEquals("Client: --link: link word 'los=1%': unknown; did you mean loss? (--help shows the options)\n",
                result.err());
    }
}
