package wirelab.pdf;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;

/// Files of a few objects, made by hand.
final class SamplePdf {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    SamplePdf() {
        text("%PDF-1.7\n");
    }

    SamplePdf text(String text) {
        out.writeBytes(text.getBytes(StandardCharsets.ISO_8859_1));
        return this;
    }

    SamplePdf object(int number, String text) {
        return text(number + " 0 obj\n" + text + "\nendobj\n");
    }

    SamplePdf stream(int number, String entries, byte[] content) {
        text(number + " 0 obj\n<< " + entries + " /Length " + content.length + " >>\nstream\n");
        out.writeBytes(content);
        return text("\nendstream\nendobj\n");
    }

    SamplePdf flate(int number, String entries, String content) {
        return stream(number, "/Filter /FlateDecode " + entries, deflated(content.getBytes(StandardCharsets.ISO_8859_1)));
    }

    byte[] bytes() {
        return out.toByteArray();
    }

    static byte[] deflated(byte[] content) {
        var bytes = new ByteArrayOutputStream();
        try (var deflater = new DeflaterOutputStream(bytes, new Deflater(9))) {
            deflater.write(content);
        } catch (IOException e) {
            throw new IllegalStateException("memory cannot fail", e);
        }
        return bytes.toByteArray();
    }

    /// One page with this content, in a font of one byte.
    static byte[] page(String content) {
        return new SamplePdf().object(1, "<< /Type /Catalog /Pages 2 0 R >>")
                .object(2, "<< /Type /Pages /Kids [3 0 R] /Count 1 /Resources << /Font << /F 5 0 R >> /XObject << /X 6 0 R >> >> >>")
                .object(3, "<< /Type /Page /Parent 2 0 R /Contents 4 0 R >>").flate(4, "", content)
                .object(5, "<< /Type /Font /Subtype /Type1 /FirstChar 32 /Widths [" + "500 ".repeat(224)
                        + "] /Encoding << /BaseEncoding /WinAnsiEncoding /Differences [1 /fi /adieresis /uni0416] >> >>")
                .flate(6, "/Type /XObject /Subtype /Form", "BT /F 10 Tf 0 500 Td (form) Tj ET /X Do /X Do")
                .text("trailer << /Root 1 0 R >>\n").bytes();
    }

    /// All that newer files have: objects in a stream, the trailer a stream, a font of two bytes with a map.
    static byte[] modern() {
        var objects = List.of("<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
                "<< /Type /Page /Parent 2 0 R /Contents [8 0 R 8 0 R] /Resources << /Font << /F1 5 0 R >> >> >>",
                "<< /Type /Font /Subtype /Type0 /Encoding /Identity-H /DescendantFonts [6 0 R] /ToUnicode 9 0 R >>",
                "<< /Type /Font /Subtype /CIDFontType2 /DW 500 /W [1 [500 600] 3 9 500] >>");
        var numbers = List.of(1, 2, 3, 5, 6);
        var head = new ArrayList<String>();
        var body = new StringBuilder();
        for (int i = 0; i < objects.size(); i++) {
            head.add(numbers.get(i) + " " + body.length());
            body.append(objects.get(i)).append('\n');
        }
        String first = String.join(" ", head) + "\n";
        return new SamplePdf().flate(7, "/Type /ObjStm /N 5 /First " + first.length(), first + body)
                .flate(8, "", "q BT /F1 12 Tf 1 0 0 1 50 700 Tm [<00010002> -300 <0003>] TJ T* <000400050006> Tj ET Q")
                .flate(9, "", "1 begincodespacerange <0000> <ffff> endcodespacerange 2 beginbfchar <0001> <0041> <0002> <00660069> "
                        + "endbfchar 1 beginbfrange <0003> <0004> <0061> <0005> <0006> [<0416> <d835dc00>] endbfrange")
                .flate(10, "/Type /XRef /Root 1 0 R /W [1 1 1] /Size 9", "none").text("startxref\n0\n%%EOF\n").bytes();
    }
}
