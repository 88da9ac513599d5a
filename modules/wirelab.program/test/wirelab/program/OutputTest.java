package wirelab.program;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import wirelab.kit.Address;
import wirelab.kit.Connection;
import wirelab.kit.TcpServer;

class OutputTest {
    private static final String JAVA = Path.of(System.getProperty("java.home"), "bin", "java").toString();

    @Test
    void whatCannotBeWrittenIsToldOnceAndThrownEachTime() {
        var told = new ArrayList<IOException>();
        var full = new OutputStream() {
            @Override
            public void write(int one) throws IOException {
                throw new IOException("No space left on device");
            }
        };
        var out = Output.print(full, StandardCharsets.UTF_8, told::add);
        assertThrows(Output.Lost.class, () -> out.println("hello"));
        assertThrows(Output.Lost.class, () -> out.println("again"));
        assertEquals(1, told.size());
    }

    @Test
    void aPosixLocaleGetsUtf8() {
        var bytes = new ByteArrayOutputStream();
        Output.print(bytes, StandardCharsets.US_ASCII, _ -> {}).println("Zoë");
        assertEquals("Zoë\n", bytes.toString(StandardCharsets.UTF_8));
    }

    /// A program, a shell and its words; the server that it talks to sends back what it gets.
    private static Process run(String line, TcpServer server) throws IOException {
        var command = line.replace("JAVA", "'" + JAVA + "' @out/lab -m wirelab.scripts/wirelab.scripts.").replace(". ", ".")
                .replace("PORT", Integer.toString(server.address().getPort()));
        return new ProcessBuilder("bash", "-c", command).redirectErrorStream(true).start();
    }

    private static TcpServer echo() throws IOException {
        return TcpServer.start(TcpServer.Options.DEFAULTS, OutputTest::sendBack);
    }

    private static void sendBack(Connection connection) throws IOException {
        var some = java.nio.ByteBuffer.allocate(8192);
        while (connection.read(some.clear()) > 0) connection.write(some.flip());
    }

    @Tag("scripts")
    @ParameterizedTest
    @ValueSource(strings = {"EchoClient --help", "EchoClient --port PORT --data hello", "EchoServer --port 0", "EchoDemo",
        "ImpairDemo --help"})
    void aFullDiskEndsAProgramWithStatusOneAndOneLine(String program) throws Exception {
        try (var server = echo()) {
            String name = program.split(" ")[0];
            var process = run("exec JAVA " + program + " > /dev/full", server);
            assertTrue(process.waitFor(60, TimeUnit.SECONDS), "it goes on");
            assertEquals(name + ": cannot write to standard output: No space left on device",
                    new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip());
            assertEquals(1, process.exitValue());
        }
    }

    @Tag("scripts")
    @Test
    void aClientWhoseReaderHasHadEnoughStopsWithoutAWord() throws Exception {
        try (var server = echo()) {
            var process = run("set -o pipefail; JAVA EchoClient --port PORT --data hello --count 1000000 | head -n 1; "
                    + "echo status $?", server);
            assertTrue(process.waitFor(60, TimeUnit.SECONDS), "it goes on");
            String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertTrue(printed.matches("hello   \\(.*\\)\nstatus 1\n"), () -> Address.text(server.address()) + printed);
        }
    }
}
