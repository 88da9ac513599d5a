package wirelab.program;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import wirelab.kit.Address;
import wirelab.kit.UsageException;

class OptionsTest {
    private static Program program() {
        return Program.of("Sample", "a program for this test").client(7007)
                .text("data", "TEXT", null, "what to send")
                .duration("idle", "30s", "silence allowed")
                .size("buffer", "64K", "bytes held")
                .choice("over", List.of("tcp", "udp"), "protocol")
                .flag("raw", "as it is")
                .optionalFile("sketch", ".svg", "draw it")
                .repeated("header", "N: V", "one more header")
                .arguments("FILE...", "what to read");
    }

    private static CommandLine parse(String... args) {
        return CommandLine.parse(program(), args);
    }

    @Test
    void presetsStandWhereNothingWasGiven() {
        var options = parse();
        assertEquals(7007, options.number("port"));
        assertEquals(Duration.ofSeconds(30), options.duration("idle"));
        assertEquals(65_536, options.size("buffer"));
        assertEquals("tcp", options.text("over"));
        assertNull(options.text("data"));
        assertFalse(options.flag("raw"));
        assertEquals("127.0.0.1:7007", Address.text(options.address()));
    }

    @Test
    void aPortOfLoopbackIsOneOrNone() {
        assertNull(parse("--data", "").loopback("data"));
        assertEquals("127.0.0.1:65535", Address.text(parse("--data", "65535").loopback("data")));
        for (String wrong : List.of("65536", "-1", "http", "999999")) {
            var e = assertThrows(UsageException.class, () -> parse("--data", wrong).loopback("data"));
            assertEquals("--data: '" + wrong + "' is no port", e.getMessage());
        }
    }

    @Test
    void valuesStandBehindASpaceOrAnEqualsSign() {
        var options = parse("--port", "1", "--data=a=b", "--raw", "--header", "A: 1", "--header=B: 2",
                "file", "--", "--other");
        assertEquals(1, options.number("port"));
        assertEquals("a=b", options.text("data"));
        assertTrue(options.flag("raw"));
        assertEquals(List.of("A: 1", "B: 2"), options.all("header"));
        assertEquals(List.of("file", "--other"), options.arguments());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            --port 70000     | --port: 70000 is not between 1 and 65535
            --port x         | --port: 'x' is not a whole number
            --port           | --port needs a value: N
            --raw=yes        | --raw takes no value
            --over sctp      | --over: 'sctp' is none of tcp, udp
            --idle 5x        | --idle: '5x' is not a time such as 250ms, 30s or 5min
            --buffer many    | --buffer: 'many' is not a size such as 1500, 64K or 10M
            --sketch=a.png   | --sketch: 'a.png' does not end in .svg
            --prot 1         | unknown option --prot; did you mean --port?
            --zzzzzzzzz      | unknown option --zzzzzzzzz
            """)
    void aMistakeIsOneLineThatNamesTheOption(String line, String message) {
        var e = assertThrows(UsageException.class, () -> parse(line.split(" ")));
        assertEquals(message, e.getMessage());
    }

    @Test
    void anOptionThatMayStandAloneTakesWhatLooksLikeItsFile() {
        assertNull(parse().text("sketch"));
        assertEquals("", parse("--sketch").text("sketch"));
        assertEquals("", parse("--sketch", "--raw").text("sketch"));
        var alone = parse("--sketch", "file");
        assertEquals("", alone.text("sketch"));
        assertEquals(List.of("file"), alone.arguments());
        assertEquals("a.svg", parse("--sketch", "a.svg").text("sketch"));
        assertEquals("a.svg", parse("--sketch=a.svg").text("sketch"));
    }

    private static CommandLine parseLetters(String... args) {
        return CommandLine.parse(Program.of("Lettered", "a program with letters")
                .text("output", "FILE", null, "where to").letter('O')
                .flag("continue", "go on").letter('c')
                .flag("recursive", "all of it").letter('r')
                .number("level", 5, 0, 9, "how deep").letter('l')
                .flag("no-parent", "stay below").letters("np")
                .repeated("name", "NAME", "one more").letters("nm")
                .arguments("URL...", "what"), args);
    }

    @Test
    void lettersStandForOptions() {
        var options = parseLetters("-rcl", "2", "-Ofile", "url", "-");
        assertTrue(options.flag("recursive"));
        assertTrue(options.flag("continue"));
        assertEquals(2, options.number("level"));
        assertEquals("file", options.text("output"));
        assertEquals(List.of("url", "-"), options.arguments());
        assertEquals("-", parseLetters("-O", "-").text("output"));
        assertEquals("-", parseLetters("-O-").text("output"));
        assertEquals(List.of("-c"), parseLetters("--", "-c").arguments());
        assertTrue(parseLetters("-h").flag("help"));
    }

    @Test
    void twoLettersStandTogether() {
        var options = parseLetters("-rnpc", "-np", "-rnm", "a", "-nmb");
        assertTrue(options.flag("recursive") && options.flag("no-parent") && options.flag("continue"));
        assertEquals(List.of("a", "b"), options.all("name"));
        assertTrue(Help.of(Program.of("Lettered", "x").flag("no-parent", "stay").letters("np"))
                .contains("-np, --no-parent"));
        assertThrows(IllegalArgumentException.class, () -> Program.of("Lettered", "x").flag("a", "a").letter('n')
                .flag("b", "b").letters("np"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            -n          | unknown option -n
            -np1        | unknown option -1
            -nx         | unknown option -n
            -x          | unknown option -x
            -cx         | unknown option -x
            -O          | -O needs a value: FILE
            -l many     | --level: 'many' is not a whole number
            """)
    void aMistakeWithLettersIsNamed(String line, String message) {
        assertEquals(message, assertThrows(UsageException.class, () -> parseLetters(line.split(" "))).getMessage());
    }

    @Test
    void withoutLettersAHyphenBeginsAnArgument() {
        assertEquals(List.of("-5"), parse("-5").arguments());
    }

    @Test
    void argumentsAreRefusedWhereThereAreNone() {
        var bare = Program.of("Bare", "takes nothing");
        var e = assertThrows(UsageException.class, () -> CommandLine.parse(bare, "x"));
        assertEquals("unexpected argument 'x'", e.getMessage());
    }

    @Test
    void theHelpShowsEveryOptionWithItsPreset() {
        String help = Help.of(program().letter('H').example("--data hello"));
        assertTrue(help.contains("--port N                    port of the server [7007]"), help);
        assertTrue(help.contains("--over tcp|udp              protocol [tcp]"), help);
        assertTrue(help.contains("--sketch [FILE.svg]         draw it"), help);
        assertTrue(help.contains("-H, --header N: V           one more header (may be repeated)"), help);
        assertTrue(help.contains("java scripts/Sample.java --data hello"), help);
    }
}
