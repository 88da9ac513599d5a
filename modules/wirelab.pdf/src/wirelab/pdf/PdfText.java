package wirelab.pdf;

/// The text of a file in PDF.
public final class PdfText {
    /// Bytes that all streams together may become.
    public static final int MOST_INFLATED = 128 << 20;
    private static final long MOST_OPERATIONS = 20_000_000;
    private static final int LOOKED_AT = 1_024;

    private PdfText() {}

    /// {@return whether it says at its beginning that it is one}
    public static boolean isPdf(byte[] file) {
        for (int i = 0; i + 5 <= Math.min(file.length, LOOKED_AT); i++) {
            if (file[i] == '%' && file[i + 1] == 'P' && file[i + 2] == 'D' && file[i + 3] == 'F' && file[i + 4] == '-') return true;
        }
        return false;
    }

    /// {@return the text, in the order in which it is drawn; `null` when there is none, or it is encrypted}
    ///
    /// @param file any bytes; the beginning of a file gives what is there
    /// @param most letters
    public static String of(byte[] file, int most) {
        if (!isPdf(file)) return null;
        var opened = new PdfFile(file, new Filters(MOST_INFLATED));
        if (opened.isEncrypted()) return null;
        var text = new PlacedText(most);
        var reader = new PageReader(opened, text, MOST_OPERATIONS);
        opened.pages(reader::page);
        String all = text.toString();
        return all.isBlank() ? null : all;
    }
}
