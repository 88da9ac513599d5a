package wirelab.search;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import wirelab.kit.Peer;
import wirelab.terms.Terms;

/// Files that stock programs have made, read by us and by `pdftotext`.
@Tag("interop")
class StockPdfTest {
    private static final String MANUSCRIPT = """
            .TL
            The Title
            .PP
            Hello wörld, this is a “typeset” document with fi ligatures: office, affluent, flow; naïve café straße.
            .PP
            Words in \\fBbold\\fP and \\fIitalic\\fP, and AVAWA Tokyo, which are moved close together.
            .TS
            tab(;) allbox;
            one;two
            three;four
            .TE
            """;
    private static final String PAGE = """
            <html><meta charset="utf-8"><h1>The sliding window</h1><p>A <b>protocol</b> of bytes: “quoted” — naïve café
            straße, Größe, œuvre, Ελλάδα, Москва. Office affine fluffy flow.</p><ul><li>one two<li>three</ul>
            <table border=1><tr><td>cell one<td>cell two</table><p style="letter-spacing:1px">spaced text</p>
            <p style="text-align:justify;width:300px">Lines of words that go on until they fill several lines of the narrow
            column, and then end.</p><p style="transform:rotate(90deg);width:9em">turned on its side</p></html>
            """;

    @TempDir
    private Path folder;

    private void run(int status, String... command) throws IOException {
        try (var peer = Peer.start(command)) {
            assertEquals(status, peer.awaitExit(), peer.output());
        }
    }

    private static List<String> terms(String text) {
        var terms = new ArrayList<String>();
        if (text != null) Terms.forEach(text, terms::add);
        return terms;
    }

    private static String ours(Path file) throws IOException {
        return ExtractedText.of(file.getFileName().toString(), Files.readAllBytes(file));
    }

    private void same(Path file, int least) throws IOException {
        var text = folder.resolve("text");
        run(0, Peer.require("pdftotext", "poppler-utils"), "-raw", "-enc", "UTF-8", file.toString(), text.toString());
        var theirs = terms(Files.readString(text));
        assertTrue(theirs.size() >= least, theirs.toString());
        assertEquals(theirs, terms(ours(file)), file.toString());
    }

    /// As the program has made it, and as qpdf writes it down again.
    private void sameInAllForms(Path file, int least) throws IOException {
        same(file, least);
        String qpdf = Peer.require("qpdf", "qpdf");
        var other = folder.resolve("other.pdf");
        for (var options : List.of("--object-streams=generate --linearize", "--qdf --object-streams=disable",
                "--stream-data=uncompress --object-streams=generate", "--compress-streams=n")) {
            var command = new ArrayList<>(List.of(qpdf));
            command.addAll(List.of(options.split(" ")));
            command.addAll(List.of(file.toString(), other.toString()));
            run(0, command.toArray(String[]::new));
            same(other, least);
        }
        run(0, qpdf, "--encrypt", "user", "owner", "128", "--use-aes=y", "--", file.toString(), other.toString());
        assertNull(ours(other));
    }

    @Test
    void groffsAndGhostscriptsFilesHaveTheWordsThatPdftotextFinds() throws Exception {
        String groff = Peer.require("groff", "groff");
        String ps2pdf = Peer.require("ps2pdf", "ghostscript");
        var source = Files.writeString(folder.resolve("source.ms"), MANUSCRIPT);
        var pdf = folder.resolve("groff.pdf");
        run(0, "sh", "-c", groff + " -Tpdf -t -ms -K utf8 " + source + " > " + pdf);
        sameInAllForms(pdf, 30);
        var second = folder.resolve("ghostscript.pdf");
        run(0, "sh", "-c", groff + " -Tps -t -ms -K utf8 " + source + " | " + ps2pdf + " - " + second);
        sameInAllForms(second, 30);
    }

    @Test
    void enscriptsListingOfAProgramHasThem() throws Exception {
        String enscript = Peer.require("enscript", "enscript");
        String ps2pdf = Peer.require("ps2pdf", "ghostscript");
        var source = Path.of("build.sh").toAbsolutePath();
        var pdf = folder.resolve("listing.pdf");
        run(0, "sh", "-c", enscript + " -q -p - " + source + " | " + ps2pdf + " - " + pdf);
        sameInAllForms(pdf, 500);
    }

    @Test
    void chromiumsPageHasThem() throws Exception {
        String chromium = Peer.require("chromium", "chromium");
        var page = Files.writeString(folder.resolve("page.html"), PAGE);
        var pdf = folder.resolve("page.pdf");
        run(0, "env", "TMPDIR=" + folder, chromium, "--headless", "--no-sandbox", "--disable-gpu", "--user-data-dir="
                + folder.resolve("profile"), "--no-pdf-header-footer", "--print-to-pdf=" + pdf, page.toUri().toString());
        sameInAllForms(pdf, 50);
    }
}
