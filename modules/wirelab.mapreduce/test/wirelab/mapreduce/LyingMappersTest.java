package wirelab.mapreduce;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import wirelab.kit.Connection;
import wirelab.kit.FieldWriter;
import wirelab.kit.Host;
import wirelab.kit.TcpServer;
import wirelab.terms.TableDigest;
import wirelab.terms.Terms;

/// A real master and a real reducer, and mappers that the test plays.
@Tag("socket")
class LyingMappersTest {
    @TempDir
    Path folder;
    private final BlockingQueue<Message.Assign> assigned = new LinkedBlockingQueue<>();

    private void serve(Connection connection) throws IOException {
        try (var wire = Wire.welcome(connection, new byte[0], false)) {
            for (Message message; (message = wire.receive()) != null; ) {
                if (message instanceof Message.Assign assign) assigned.add(assign);
            }
        }
    }

    private static byte[] record(long value) {
        return new FieldWriter().sized(4, Terms.utf8("a")).u64(value).done();
    }

    /// Announces that `a` stands in the text so many times.
    private static Wire announced(ReducerNode reducer, Message.Attempt attempt, long count) throws IOException {
        var wire = Wire.greet(Host.HERE.connect(reducer.address(), MapperLink.PARTY), 1, new byte[0]);
        wire.send(new Message.Announce(attempt, 0, 1, 13, digest(count)));
        return wire;
    }

    private static long digest(long count) {
        return TableDigest.of(record(count), 4, 1, count);
    }

    @Test
    void twoMappersThatGiveDifferentTablesAreReportedByTheMasterAndOneIsTaken() throws Exception {
        var options = JobOptions.of(Files.writeString(folder.resolve("in"), "a"), folder.resolve("out")).withPortions(1, 2);
        var bind = new InetSocketAddress("127.0.0.1", 0);
        var said = new ConcurrentLinkedQueue<String>();
        try (var one = TcpServer.start(Host.HERE, MapperNode.served("mapper", bind), this::serve);
                var other = TcpServer.start(Host.HERE, MapperNode.served("mapper", bind), this::serve);
                var reducer = ReducerNode.start(WorkerOptions.DEFAULTS.withFolder(folder.resolve("kept")))) {
            var config = new ClusterConfig(List.of(one.address(), other.address()), List.of(reducer.address()), "");
            try (var master = JobMaster.of(Host.HERE, () -> config, options, said::add, InputStream.nullInputStream())) {
                var result = new FutureTask<>(master::run);
                Thread.ofVirtual().start(result);
                var first = assigned.poll(30, TimeUnit.SECONDS).attempt();
                var second = assigned.poll(30, TimeUnit.SECONDS).attempt();
                try (var honest = announced(reducer, first, 1); var liar = permitted(honest, first, reducer, second)) {
                    honest.send(new Message.Run(record(1)));
                    honest.send(new Message.Complete(1, 13, digest(1)));
                    assertEquals(new Message.Accepted(first), honest.receive());
                    assertInstanceOf(Message.Drop.class, liar.receive());
                }
                result.get();
            }
        }
        assertEquals("a\t1\n", Files.readString(folder.resolve("out")));
        assertTrue(said.stream().anyMatch(line -> line.endsWith("its table differs from the accepted one")),
                said.toString());
    }

    /// The second one announces when the first has its permission, and waits then.
    private static Wire permitted(Wire first, Message.Attempt attempt, ReducerNode reducer, Message.Attempt second)
            throws Exception {
        assertEquals(new Message.Permit(attempt), first.receive());
        var liar = announced(reducer, second, 2);
        while (reducer.counters().get("announced") < 2) Thread.onSpinWait();
        return liar;
    }

    @Test
    void whoSendsForEverIsCutOffAndTheReducerGoesOn() throws Exception {
        try (var reducer = ReducerNode.start(WorkerOptions.DEFAULTS.withFolder(folder.resolve("kept")));
                var master = Wire.greet(Host.HERE.connect(reducer.address(), MapperLink.PARTY), 0, new byte[0])) {
            master.send(new Message.Open(7, 1, 0, JobSpec.TERMS));
            assertEquals(new Message.Opened(7, List.of()), master.receive());
            var attempt = new Message.Attempt(7, 0, 0);
            try (var endless = announced(reducer, attempt, 1)) {
                assertEquals(new Message.Permit(attempt), endless.receive());
                assertThrows(IOException.class, () -> {
                    while (true) endless.send(new Message.Run(record(1)));
                });
            }
            var noise = new byte[65_536];
            Arrays.fill(noise, (byte) 0xff);
            try (var stranger = Host.HERE.connect(reducer.address(), MapperLink.PARTY)) {
                assertThrows(IOException.class, () -> {
                    while (true) stranger.write(ByteBuffer.wrap(noise));
                });
            }
            try (var honest = announced(reducer, new Message.Attempt(7, 0, 1), 1)) {
                assertEquals(new Message.Permit(new Message.Attempt(7, 0, 1)), honest.receive());
                honest.send(new Message.Run(record(1)));
                honest.send(new Message.Complete(1, 13, digest(1)));
                assertEquals(new Message.Accepted(new Message.Attempt(7, 0, 1)), honest.receive());
            }
        }
    }
}
