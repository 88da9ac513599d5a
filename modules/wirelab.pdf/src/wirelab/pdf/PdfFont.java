package wirelab.pdf;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/// What the codes of a font stand for, and how wide each is (ISO 32000-1, 9.6, 9.7, 9.10.2).
final class PdfFont {
    /// Takes the glyphs of a string, one after the other.
    interface Taker {
        /// @param width as a part of the size of the font
        /// @param space whether it is the single byte 32, which may be set wider
        void glyph(String text, double width, boolean space);
    }

    private static final double UNKNOWN = 0.5;
    private static final int MOST_WIDTHS = 1 << 17;
    /// What the upper half of StandardEncoding has in the way of letters (annex D.2).
    private static final Map<Integer, String> STANDARD = Map.ofEntries(Map.entry(0xae, "fi"), Map.entry(0xaf, "fl"),
            Map.entry(0xe1, "Æ"), Map.entry(0xe3, "ª"), Map.entry(0xe8, "Ł"), Map.entry(0xe9, "Ø"), Map.entry(0xea, "Œ"),
            Map.entry(0xeb, "º"), Map.entry(0xf1, "æ"), Map.entry(0xf5, "ı"), Map.entry(0xf8, "ł"), Map.entry(0xf9, "ø"),
            Map.entry(0xfa, "œ"), Map.entry(0xfb, "ß"));

    private final PdfFile file;
    private final PdfObject font;
    private final boolean composite;
    private final ToUnicode toUnicode;
    private final ToUnicode codes;
    private final boolean utf16;
    private final String[] encoding = new String[256];
    private final Map<Integer, Double> widths = new HashMap<>();
    private double usualWidth;
    private final double unit;

    PdfFont(PdfFile file, PdfObject font) {
        this.file = file;
        this.font = font;
        composite = file.get(font, "Subtype").name().equals("Type0");
        var map = file.get(font, "ToUnicode");
        toUnicode = map instanceof PdfObject.Content ? new ToUnicode(file.bytes(map)) : null;
        var its = file.get(font, "Encoding");
        codes = composite && its instanceof PdfObject.Content ? new ToUnicode(file.bytes(its)) : null;
        utf16 = composite && (its.name().contains("UCS2") || its.name().contains("UTF16"));
        var matrix = file.items(file.get(font, "FontMatrix"));
        boolean drawn = file.get(font, "Subtype").name().equals("Type3") && matrix.size() == 6;
        unit = drawn ? Math.abs(file.resolve(matrix.getFirst()).number()) : 0.001;
        if (composite) {
            compositeWidths();
        } else {
            simpleWidths();
            encode(its);
        }
    }

    private void simpleWidths() {
        int first = file.get(font, "FirstChar").integer();
        for (var width : file.items(file.get(font, "Widths"))) {
            if (first < 0 || first > 255) break;
            widths.put(first++, file.resolve(width).number());
        }
        usualWidth = file.get(file.get(font, "FontDescriptor"), "MissingWidth").number();
    }

    /// Rows of a first code and the widths from there on, or a first and a last code and the width of them all (9.7.4.3).
    private void compositeWidths() {
        var items = file.items(file.get(font, "DescendantFonts"));
        var descendant = items.isEmpty() ? PdfObject.NOTHING : file.resolve(items.getFirst());
        var usual = file.get(descendant, "DW");
        usualWidth = usual instanceof PdfObject.Number ? usual.number() : 1_000;
        var rows = file.items(file.get(descendant, "W"));
        int left = MOST_WIDTHS;
        for (int i = 0; i + 1 < rows.size(); ) {
            int first = file.resolve(rows.get(i)).integer();
            if (file.resolve(rows.get(i + 1)) instanceof PdfObject.Row(var each)) {
                for (int n = 0; n < each.size(); n++) widths.put(first + n, file.resolve(each.get(n)).number());
                i += 2;
            } else if (i + 2 < rows.size()) {
                int last = Math.min(file.resolve(rows.get(i + 1)).integer(), first + 0xffff);
                double width = file.resolve(rows.get(i + 2)).number();
                for (int code = first; code <= last && --left > 0; code++) widths.put(code, width);
                i += 3;
            } else {
                break;
            }
        }
    }

    private void encode(PdfObject its) {
        String base = its instanceof PdfObject.Name(String name) ? name : file.get(its, "BaseEncoding").name();
        Charset charset = base.equals("WinAnsiEncoding") ? charset("windows-1252")
                : base.equals("MacRomanEncoding") ? charset("x-MacRoman") : null;
        for (int code = 0; code < 256; code++) {
            encoding[code] = code < 0x80 ? Character.toString(code) : charset == null ? STANDARD.getOrDefault(code, GlyphNames.OTHER)
                    : new String(new byte[] {(byte) code}, charset);
        }
        int code = 0;
        for (var item : file.items(file.get(its, "Differences"))) {
            var resolved = file.resolve(item);
            if (resolved instanceof PdfObject.Number) code = resolved.integer();
            else if (resolved instanceof PdfObject.Name(String glyph) && code >= 0 && code < 256) {
                encoding[code++] = GlyphNames.text(glyph);
            }
        }
    }

    /// Some are in a module that a small image of the JDK leaves out.
    private static Charset charset(String name) {
        return Charset.isSupported(name) ? Charset.forName(name) : StandardCharsets.ISO_8859_1;
    }

    /// {@return whether it says how wide its glyphs are; the gaps between others are not to be trusted}
    boolean hasWidths() {
        return composite || !widths.isEmpty();
    }

    void forEach(byte[] string, Taker taker) {
        for (int at = 0; at < string.length; ) {
            int length = composite ? (codes != null ? codes : toUnicode != null ? toUnicode : NONE).length(string, at, 2) : 1;
            // The map of a font of two bytes may speak of the codes as if they had one.
            if (composite && codes == null && length == 1) length = 2;
            length = Math.min(length, string.length - at);
            int code = 0;
            for (int i = 0; i < length; i++) code = code << 8 | string[at + i] & 0xff;
            at += length;
            double width = widths.getOrDefault(code, hasWidths() ? usualWidth : UNKNOWN / unit) * unit;
            taker.glyph(text(code), width, length == 1 && code == ' ');
        }
    }

    private static final ToUnicode NONE = new ToUnicode(new byte[0]);

    private String text(int code) {
        String text = toUnicode == null ? null : toUnicode.text(code & 0xffff_ffffL);
        if (text != null) return text;
        if (!composite) return encoding[code & 0xff];
        return utf16 && code > 0 && code <= 0xffff ? Character.toString(code) : "";
    }
}
