package wirelab.kit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;
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
}
