package wirelab.index;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import wirelab.kit.Bytes;
import wirelab.kit.Hmac;
import wirelab.kit.Host;
import wirelab.kit.UsageException;

class IndexCommandsTest {
    private static String copy(String name) {
        return new Document(Bytes.wrap(new byte[SegmentMessage.HASH]), 1, "", "", List.of(name)).copyName();
    }

    @Test
    void aTypedLineHasQuotesButThoseBehindFindAreItsOwn() {
        assertEquals(List.of("get", "my file.txt", "out"), IndexCommands.words(" get \"my file.txt\"  out "));
        assertEquals(List.of("get", "a\"b", ""), IndexCommands.words("get a\"b \"\""));
        assertEquals(List.of("find", "\"a plan\" b"), IndexCommands.words("find  \"a plan\" b"));
        assertEquals(List.of("finder", "x y"), IndexCommands.words("finder \"x y\""));
        for (String line : IndexCommands.HELP.lines().toList()) assertTrue(line.length() <= 80, line);
    }

    @Test
    void whateverAFileIsCalledItsCopyHasANameThatCanBe() {
        assertEquals("000000000000-a_b", copy("some/where/a:b"));
        assertEquals("000000000000-..", copy("x/.."));
        for (String letter : new String[] {"x", "ä", "\ud83d\ude00"}) {
            String copied = copy(letter.repeat(300) + ".txt");
            int bytes = copied.getBytes(StandardCharsets.UTF_8).length;
            assertTrue(bytes > 200 && bytes <= 213 && copied.endsWith(letter + ".txt"), copied);
        }
    }

    @Test
    @Tag("socket")
    void whoHasAnotherKeyIsToldThatItIsTheKey(@TempDir Path folder) throws Exception {
        try (var nodes = new Nodes(folder)) {
            var ada = nodes.add("ada", SegmentMessageTest.KEY, "a");
            var wrong = Hmac.sha256("another secret of 16".getBytes(StandardCharsets.UTF_8));
            for (var key : new Hmac[] {wrong, null}) {
                var e = assertThrows(IOException.class, () -> IndexLink.connect(Host.HERE, ada.address(), key).close());
                String said = key == null ? "the other wants a key" : "the other does not take this key";
                assertTrue(e.getMessage().contains(said), e.getMessage());
            }
        }
    }

    @Test
    @Tag("socket")
    void mirrorGoesOnWhereOneCannotBeCopiedAndSaysSo(@TempDir Path folder) throws Exception {
        try (var nodes = new Nodes(folder)) {
            var ada = nodes.add("ada", null, "a", "ä".repeat(120), "z");
            var bea = nodes.add("bea", null);
            nodes.agree(ada, bea);
            Nodes.holds(bea, "a 1", "z 1", "ä".repeat(120) + " 1");
            var said = new ByteArrayOutputStream();
            var commands = new IndexCommands(Host.HERE, bea.address(), null, false, new PrintStream(said));
            var copies = folder.resolve("copies");
            // Something is in the way of one.
            Files.createDirectories(copies.resolve(Nodes.holding(bea, "a").document().copyName() + ".part"));
            assertThrows(IOException.class, () -> commands.run(List.of("mirror", "2", copies.toString())));
            assertTrue(said.toString().contains("2 documents copied into " + copies), said.toString());
            assertTrue(said.toString().contains("not copied: "), said.toString());
            assertThrows(UsageException.class, () -> commands.run(List.of("find", "x".repeat(1_025))));
            var e = assertThrows(UsageException.class, () -> commands.run(List.of("get", "a")));
            assertEquals("what can be typed is: get NAME FILE", e.getMessage());
        }
    }
}
