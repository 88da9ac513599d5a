package wirelab.tap;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import wirelab.kit.Peer;

/// Reads capture files with the dissectors of Wireshark, which nobody here wrote.
final class Tshark {
    private static final List<String> CHECKS = List.of("-o", "tcp.check_checksum:TRUE", "-o", "udp.check_checksum:TRUE",
            "-o", "ip.check_checksum:TRUE");
    /// The payloads are arbitrary bytes on arbitrary ports: no dissector of an application may guess at them.
    private static final Set<String> DISSECTED = Set.of("frame", "pkt_comment", "eth", "ethertype",
            "ip", "ipv6", "ipv6.fraghdr", "tcp", "udp", "data",
            "_ws.malformed", "_ws.short", "_ws.expert", "tcp.option", "ip.option");
    private static Path settings;
    /// Whatever is wrong with a capture.
    private static final String WRONG = "_ws.malformed || _ws.short || tcp.analysis.flags || ip.checksum.status != 1"
            + " || tcp.checksum.status != 1 || udp.checksum.status != 1 || ip.fragment.error || ip.fragment.overlap"
            + " || ip.fragment.toolongfragment || ipv6.fragment.error || ipv6.fragment.overlap";

    private Tshark() {}

    static void require() {
        Peer.require("tshark", "tshark");
    }

    /// Runs tshark.
    static List<String> read(Path capture, String... args) throws Exception {
        var command = new ArrayList<>(List.of("tshark", "-n", "-r", capture.toString()));
        command.addAll(CHECKS);
        command.addAll(List.of(args));
        var builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD);
        builder.environment().put("WIRESHARK_CONFIG_DIR", settings().toString());
        var process = builder.start();
        var lines = new String(process.getInputStream().readAllBytes()).lines().toList();
        assertEquals(0, process.waitFor(), command + " ended with an error:\n" + String.join("\n", lines));
        return lines;
    }

    /// A folder of settings in which all other dissectors are switched off.
    private static synchronized Path settings() throws Exception {
        if (settings != null) return settings;
        var process = new ProcessBuilder("tshark", "-G", "protocols").redirectError(ProcessBuilder.Redirect.DISCARD).start();
        var off = new String(process.getInputStream().readAllBytes()).lines().map(line -> line.split("\t")[2])
                .filter(name -> !DISSECTED.contains(name))
                .filter(name -> !name.startsWith("tcp.options") && !name.startsWith("ip.opt")).toList();
        settings = Files.createTempDirectory("tshark");
        Path file = Files.write(settings.resolve("disabled_protos"), off);
        file.toFile().deleteOnExit();
        settings.toFile().deleteOnExit();
        return settings;
    }

    /// The packets that match a filter, with some fields of each.
    static List<String> fields(Path capture, String filter, String... fields) throws Exception {
        var args = new ArrayList<>(List.of("-2", "-Y", filter, "-T", "fields"));
        for (String field : fields) args.addAll(List.of("-e", field));
        return read(capture, args.toArray(String[]::new));
    }

    /// Fails if anything is wrong: a malformed packet, a wrong checksum, a remark of the TCP analysis, a bad fragment.
    static void assertHealthy(Path capture) throws Exception {
        assertEquals(List.of(), objections(capture), "what tshark objects to");
    }

    /// What tshark objects to, a line per packet.
    static List<String> objections(Path capture) throws Exception {
        return read(capture, "-2", "-Y", WRONG);
    }

    /// What both ends of a TCP connection sent, as tshark puts it together again: the client's bytes, then the server's.
    ///
    /// @param stream number of the connection in the capture
    static byte[][] follow(Path capture, int stream) throws Exception {
        var bytes = new ByteArrayOutputStream[] {new ByteArrayOutputStream(), new ByteArrayOutputStream()};
        for (String line : read(capture, "-q", "-z", "follow,tcp,raw," + stream)) {
            // What the second end sent is indented.
            if (line.matches("\t?[0-9a-f]+")) {
                int end = line.startsWith("\t") ? 1 : 0;
                bytes[end].write(HexFormat.of().parseHex(line.strip()));
            }
        }
        return new byte[][] {bytes[0].toByteArray(), bytes[1].toByteArray()};
    }
}
