package wirelab.pdf;

import java.text.Normalizer;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Which text a glyph stands for, by its name, after the rules of the Adobe Glyph List: letters and digits of the scripts of
/// Europe, by how their names are made. All else separates words, so its name need not be known.
final class GlyphNames {
    /// What stands for a glyph that is no letter.
    static final String OTHER = "\ufffd";
    private static final int MOST_LETTERS = 64;
    private static final Map<String, String> NAMES = new HashMap<>();
    private static final Map<String, String> ACCENTS = Map.ofEntries(Map.entry("grave", "\u0300"), Map.entry("acute", "\u0301"),
            Map.entry("circumflex", "\u0302"), Map.entry("tilde", "\u0303"), Map.entry("macron", "\u0304"),
            Map.entry("breve", "\u0306"), Map.entry("dotaccent", "\u0307"), Map.entry("dieresis", "\u0308"),
            Map.entry("ring", "\u030a"), Map.entry("hungarumlaut", "\u030b"), Map.entry("caron", "\u030c"),
            Map.entry("cedilla", "\u0327"), Map.entry("ogonek", "\u0328"), Map.entry("commaaccent", "\u0327"),
            Map.entry("tonos", "\u0301"));
    private static final String GREEK = "Alpha Beta Gamma Delta Epsilon Zeta Eta Theta Iota Kappa Lambda Mu Nu Xi Omicron Pi Rho "
            + "sigma1 Sigma Tau Upsilon Phi Chi Psi Omega";

    static {
        var digits = List.of("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine");
        for (int i = 0; i < 10; i++) NAMES.put(digits.get(i), Integer.toString(i));
        NAMES.putAll(Map.of("space", " ", "nbspace", " ", "fi", "fi", "fl", "fl", "ff", "ff", "ffi", "ffi", "ffl", "ffl",
                "germandbls", "ß", "dotlessi", "ı", "mu", "µ"));
        NAMES.putAll(Map.of("AE", "Æ", "ae", "æ", "OE", "Œ", "oe", "œ", "Oslash", "Ø", "oslash", "ø", "Lslash", "Ł",
                "lslash", "ł", "ordfeminine", "ª", "ordmasculine", "º"));
        NAMES.putAll(Map.of("Eth", "Ð", "eth", "ð", "Thorn", "Þ", "thorn", "þ", "Dcroat", "Đ", "dcroat", "đ"));
        var greek = GREEK.split(" ");
        for (int i = 0; i < greek.length; i++) {
            if (!greek[i].equals("sigma1")) NAMES.put(greek[i], Character.toString(0x391 + i));
            NAMES.put(greek[i].toLowerCase(Locale.ROOT), Character.toString(0x3b1 + i));
        }
        // The names of Cyrillic letters are numbers, which leave out one place for the letter io.
        for (int i = 0; i < 33; i++) {
            int letter = i < 6 ? i : i - 1;
            NAMES.put("afii" + (10_017 + i), Character.toString(i == 6 ? 0x401 : 0x410 + letter));
            NAMES.put("afii" + (10_065 + i), Character.toString(i == 6 ? 0x451 : 0x430 + letter));
        }
    }

    private GlyphNames() {}

    /// {@return the text, [#OTHER] when the name is not known}
    static String text(String glyph) {
        if (glyph.length() > MOST_LETTERS) return OTHER;
        int dot = glyph.indexOf('.');
        String name = dot > 0 ? glyph.substring(0, dot) : glyph;
        if (name.length() == 1) return name;
        String known = NAMES.get(name);
        if (known != null) return known;
        if (name.indexOf('_') > 0) {
            var all = new StringBuilder();
            for (String part : name.split("_")) all.append(part.isEmpty() ? OTHER : text(part));
            return all.toString();
        }
        if (name.matches("uni[0-9A-F]{4}")) return Character.toString(Integer.parseInt(name, 3, 7, 16));
        if (name.matches("u[0-9A-F]{4,6}")) {
            int code = Integer.parseInt(name, 1, name.length(), 16);
            return Character.isValidCodePoint(code) ? Character.toString(code) : OTHER;
        }
        return accented(name);
    }

    private static String accented(String name) {
        for (var accent : ACCENTS.entrySet()) {
            if (!name.endsWith(accent.getKey()) || name.length() == accent.getKey().length()) continue;
            String letter = name.substring(0, name.length() - accent.getKey().length());
            String base = letter.length() == 1 ? letter : NAMES.get(letter);
            if (base != null) return Normalizer.normalize(base + accent.getValue(), Normalizer.Form.NFC);
        }
        return OTHER;
    }
}
