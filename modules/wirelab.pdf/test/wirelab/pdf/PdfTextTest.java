package wirelab.pdf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PdfTextTest {
    private static final int MUTATIONS = 100_000;
    private static final int MOST = 10_000;

    private static String of(String content) {
        return PdfText.of(SamplePdf.page(content), MOST);
    }

    @Test
    void everyOperatorThatShowsTextIsReadAndGapsAreSpaces() {
        assertEquals("one two\nthree\nfour\nfive\n", of("BT /F 10 Tf 12 TL 50 700 Td (one two) Tj (three) ' 1 .2 (four) \" 0 -20 TD (five) Tj ET"));
        assertEquals("together apart\n", of("BT /F 10 Tf [(to) 20 (get) -20 (her) -400 (apart)] TJ ET"));
        assertEquals("VAW\n", of("BT /F 10 Tf -3 Tc (VA W) Tj ET"));
        assertEquals("a(b)c\\ 8\n", of("BT /F 10 Tf (a\\(b\\)c\\\\ \\\n8) Tj ET"));
        assertEquals("fiäЖ€\n", of("BT /F 10 Tf <010203> Tj (\\200) Tj ET"));
        assertEquals("left\nright\n", of("BT /F 10 Tf (left) Tj ET q 1 0 0 1 0 100 cm BT /F 10 Tf (right) Tj ET Q"));
        assertEquals("turned text\n", of("BT /F 10 Tf 0 1 -1 0 50 50 Tm (turned) Tj 35 0 Td (text) Tj ET"));
        assertEquals("before\nafter\n", of("BT /F 10 Tf (before) Tj ET BI /W 1 /H 1 ID (\u0001(( EI BT /F 10 Tf 0 50 Td (after) Tj ET"));
    }

    @Test
    void objectsInStreamsMapsAndFontsOfTwoBytesAreRead() {
        // Its two parts are drawn one upon the other.
        assertEquals("Afi a bЖ𝐀 Afi a bЖ𝐀\n", PdfText.of(SamplePdf.modern(), MOST));
    }

    @Test
    void formsAreDrawnButNotWithoutEndAndBombsAreSmall() {
        assertTimeoutPreemptively(Duration.ofSeconds(20), () -> {
            String text = of("/X Do");
            assertTrue(text.startsWith("form") && text.length() <= MOST, text);
            var bomb = new SamplePdf().object(1, "<< /Type /Page /Contents 2 0 R >>").stream(2,
                    "/Filter [/FlateDecode /FlateDecode]", SamplePdf.deflated(SamplePdf.deflated(new byte[400 << 20])));
            assertNull(PdfText.of(bomb.bytes(), MOST));
            assertNull(PdfText.of(("%PDF-1.4 1 0 obj " + "[1 ".repeat(1 << 20)).getBytes(StandardCharsets.ISO_8859_1), MOST));
            assertNull(PdfText.of(("%PDF-1.4 " + "1 0 obj << /A (".repeat(1 << 16)).getBytes(StandardCharsets.ISO_8859_1), MOST));
        });
    }

    @Test
    void whatIsEncryptedOrNoPdfHasNoTextAndWhatIsCutOffHasWhatIsThere() {
        byte[] page = SamplePdf.page("BT /F 10 Tf (text) Tj ET");
        var encrypted = new SamplePdf().text(new String(page, StandardCharsets.ISO_8859_1)).text("trailer << /Encrypt 9 0 R >>");
        assertNull(PdfText.of(encrypted.bytes(), MOST));
        assertNull(PdfText.of("no PDF".getBytes(StandardCharsets.UTF_8), MOST));
        assertNull(PdfText.of(SamplePdf.page("0 0 10 10 re f"), MOST));
        String whole = new String(page, StandardCharsets.ISO_8859_1);
        int trailer = whole.indexOf("trailer");
        assertEquals("text\n", PdfText.of(Arrays.copyOf(page, trailer), MOST));
        assertEquals("te", PdfText.of(page, 2));
    }

    @Test
    void aHundredThousandMutationsGiveATextOrNone() {
        var random = new Random(11);
        var plain = new SamplePdf().object(1, "<< /Type /Page /Contents 4 0 R /Resources << /Font << /F 5 0 R >> >> >>")
                .stream(4, "", "BT /F 9 Tf (one) Tj [(two) -300 (three)] TJ T* (four) ' ET".getBytes(StandardCharsets.US_ASCII))
                .object(5, "<< /Subtype /Type0 /ToUnicode 6 0 R /DescendantFonts [<< /W [1 [2 3] 4 9 500] >>] >>")
                .stream(6, "", "begincmap <0000> <ffff> endcodespacerange <01> <02> <0041> endbfrange".getBytes(StandardCharsets.US_ASCII));
        var samples = List.of(plain.bytes(), SamplePdf.modern(), SamplePdf.page("BT /F 10 Tf (one) Tj ET /X Do"));
        int texts = 0;
        for (int i = 0; i < MUTATIONS; i++) {
            byte[] bytes = samples.get(i % (i % 50 == 0 ? 3 : 2)).clone();
            for (int n = 1 + random.nextInt(4); n > 0; n--) {
                int at = random.nextInt(bytes.length);
                switch (random.nextInt(4)) {
                    case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
                    case 1 -> bytes[at] = (byte) "<>[]()/% 09-.".charAt(random.nextInt(13));
                    case 2 -> {
                        int length = Math.min(random.nextInt(20), bytes.length - at);
                        System.arraycopy(bytes, random.nextInt(bytes.length - length + 1), bytes, at, length);
                    }
                    default -> {
                        if (random.nextInt(8) == 0) bytes = Arrays.copyOf(bytes, 1 + random.nextInt(bytes.length));
                    }
                }
            }
            if (PdfText.of(bytes, MOST) != null) texts++;
        }
        assertTrue(texts > MUTATIONS / 10 && texts < MUTATIONS, Integer.toString(texts));
    }
}
