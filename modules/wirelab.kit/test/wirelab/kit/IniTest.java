package wirelab.kit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IniTest {
    private static Ini parse(String... lines) {
        return Ini.parse("config.ini", String.join("\n", lines));
    }

    @Test
    void sectionsKeepTheirOrderAndCommentsAreSkipped() {
        var ini = parse("# nodes", "[nodo1]", "host = 127.0.0.1 ", "port=8001", "", "; second", "[nodo0]", "note = a = b\r");
        assertEquals(List.of("nodo1", "nodo0"), ini.sections().stream().map(Ini.Section::name).toList());
        assertEquals("127.0.0.1", ini.find("nodo1").required("host"));
        assertEquals(8001, ini.find("nodo1").number("port", 1, 65_535));
        assertEquals("a = b", ini.find("nodo0").required("note"));
        assertEquals("1", ini.find("nodo0").text("weight", "1"));
        assertNull(ini.find("nodo2"));
    }

    @Test
    void theMarkThatAnEditorPutsBeforeATextIsNoneOfIt(@TempDir Path folder) throws Exception {
        var file = Files.writeString(folder.resolve("config.ini"), "\ufeff[nodo0]\nport = 8001\n");
        assertEquals("8001", Ini.read(file).find("nodo0").required("port"));
        assertEquals(folder + ": Is a directory", assertThrows(IOException.class, () -> Ini.read(folder)).getMessage());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            [a]/port             | config.ini:2: 'port' is neither [section] nor key = value
            port = 1             | config.ini:1: a value stands before the first [section]
            [a]//[a]             | config.ini:3: section [a] stands twice
            [a]/x = 1/x = 2      | config.ini:3: x stands twice in [a]
            [a                   | config.ini:1: a section is written [name]
            """)
    void anErrorNamesFileAndLine(String lines, String message) {
        assertEquals(message, assertThrows(UsageException.class, () -> parse(lines.split("/"))).getMessage());
    }

    @Test
    void aWrongValueIsReportedAtItsLine() {
        var section = parse("[nodo0]", "host = x", "port = 99999").find("nodo0");
        assertEquals("config.ini:3: port: '99999' is not a number between 1 and 65535",
                assertThrows(UsageException.class, () -> section.number("port", 1, 65_535)).getMessage());
        assertEquals("config.ini:1: [nodo0] has no weight",
                assertThrows(UsageException.class, () -> section.required("weight")).getMessage());
    }

    @Test
    void nodesAreTheSectionsWithHostAndPort() {
        var nodes = parse("[ring]", "hold = 5", "[nodo1]", "host = 127.0.0.1", "port = 8001", "weight = 3", "[nodo0]",
                "host = ::1", "port = 8001").nodes();
        assertEquals(List.of("nodo1 at 127.0.0.1:8001", "nodo0 at [::1]:8001"), nodes.stream().map(Ini.Node::toString)
                .toList());
        assertEquals(3, nodes.getFirst().section().number("weight", 1, 10));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            [a]/host = 127.0.0.1                                               | config.ini:1: [a] has no port
            #/[a]/port = 1                                                     | config.ini:2: [a] has no host
            [a]/host = 127.0.0.1/port = 0   | config.ini:3: port: '0' is not a number between 1 and 65535
            [a]/host = no.such.invalid/port = 1                | config.ini:2: host: unknown host no.such.invalid
            [a]/host = ::1/port = 1/[b]/port = 1/host = ::1 | config.ini:5: port: [a] has the same address already
            """)
    void aNodeThatCannotBeNamesItsLine(String lines, String message) {
        assertEquals(message, assertThrows(UsageException.class, () -> parse(lines.split("/")).nodes()).getMessage());
    }
}
