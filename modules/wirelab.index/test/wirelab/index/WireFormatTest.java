package wirelab.index;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import wirelab.kit.Fuzz;
import wirelab.kit.Hmac;
import wirelab.kit.ProtocolViolation;

/// A parser in Python that was written from the lab sheet alone reads what we write, and refuses what we refuse.
@Tag("interop")
class WireFormatTest {
    private final List<String> lines = new ArrayList<>();
    private final List<String> wanted = new ArrayList<>();

    private interface Reading {
        String read(byte[] bytes) throws ProtocolViolation;
    }

    private void add(String kind, byte[] bytes, Reading reading) {
        lines.add(kind + " " + HexFormat.of().formatHex(bytes));
        try {
            wanted.add(reading.read(bytes));
        } catch (ProtocolViolation _) {
            wanted.add("bad");
        }
    }

    private static String datagram(byte[] bytes, Hmac key) throws ProtocolViolation {
        var message = SegmentMessage.decode(ByteBuffer.wrap(bytes), key);
        var sender = message.sender();
        return message.kind().number + " " + sender.id().digits() + " " + sender.incarnation() + " " + sender.sequence()
                + " " + sender.port() + " " + sender.documents() + " " + HexFormat.of().formatHex(sender.root().array())
                + " " + message.subject().digits() + " " + message.incarnation() + " "
                + Long.toUnsignedString(message.nonce());
    }

    private static String kind(byte[] bytes) {
        return Integer.toString(bytes[0] & 0xff);
    }

    @Test
    void aParserWrittenFromTheLabSheetAgreesAboutMessagesMutationsAndRoots(@TempDir Path folder) throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/python3")), "python3 is missing: apt-get install python3");
        var datagrams = new ArrayList<byte[]>();
        for (var message : SegmentMessageTest.samples()) {
            datagrams.add(message.encode(null));
            byte[] keyed = message.encode(SegmentMessageTest.KEY);
            add("udpkey", keyed, bytes -> datagram(bytes, SegmentMessageTest.KEY));
        }
        var all = datagrams.toArray(byte[][]::new);
        for (byte[] bytes : all) add("udp", bytes, read -> datagram(read, null));
        Fuzz.mutations(8, 3_000, all).forEach(bytes -> add("udp", bytes, read -> datagram(read, null)));
        var requests = SegmentMessageTest.requests().stream().map(IndexRequest::encode).toArray(byte[][]::new);
        for (byte[] bytes : requests) add("ask", bytes, read -> kind(IndexRequest.decode(read).encode()));
        Fuzz.mutations(9, 3_000, requests)
                .forEach(bytes -> add("ask", bytes, read -> kind(IndexRequest.decode(read).encode())));
        var replies = SegmentMessageTest.replies().stream().map(IndexReply::encode).toArray(byte[][]::new);
        for (byte[] bytes : replies) add("answer", bytes, read -> kind(IndexReply.decode(read).encode()));
        Fuzz.mutations(10, 3_000, replies)
                .forEach(bytes -> add("answer", bytes, read -> kind(IndexReply.decode(read).encode())));
        for (int size : new int[] {0, 1, 16, 17, 700}) root(size);
        var said = python(folder);
        assertEquals(wanted.size(), said.size());
        for (int i = 0; i < said.size(); i++) assertEquals(wanted.get(i), said.get(i), lines.get(i));
        assertTrue(said.stream().filter(line -> !line.equals("bad")).count() > 100, "some mutations are messages");
    }

    private void root(int size) throws IOException {
        var bytes = new ByteArrayOutputStream();
        var tree = DocumentTree.EMPTY;
        for (int i = 0; i < size; i++) {
            tree = tree.with(DocumentTreeTest.document(i));
            bytes.write(DocumentTreeTest.document(i).encode());
        }
        String root = HexFormat.of().formatHex(tree.root().array());
        add("root", bytes.toByteArray(), _ -> root);
    }

    private List<String> python(Path folder) throws Exception {
        var input = Files.write(folder.resolve("lines"), lines);
        var output = folder.resolve("said");
        var process = new ProcessBuilder("/usr/bin/python3", "modules/wirelab.index/test/python/index_wire.py")
                .inheritIO().redirectInput(input.toFile())
                .redirectOutput(output.toFile()).start();
        assertEquals(0, process.waitFor());
        return Files.readAllLines(output);
    }
}
