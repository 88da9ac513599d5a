package wirelab.pdf;

/// Text from glyphs and where they stand: a gap is a space, and another line a line.
final class PlacedText {
    /// Parts of the size of the font.
    private static final double GAP = 0.1;
    private static final double NARROW = 0.05;
    private static final double BACK = 0.3;
    private static final double LINE = 0.5;

    private final StringBuilder out = new StringBuilder();
    private final int most;
    private double endX;
    private double endY;
    private boolean trusted;
    private boolean space;

    /// @param most letters
    PlacedText(int most) {
        this.most = most;
    }

    boolean isFull() {
        return out.length() >= most;
    }

    /// Adds a glyph.
    ///
    /// @param matrix of the text: what takes its space to that of the page
    /// @param advance how far it goes there, along the line
    /// @param size of the font
    /// @param measured whether its font says how wide it is
    void add(String text, double[] matrix, double advance, double size, boolean measured) {
        double x = matrix[4];
        double y = matrix[5];
        double length = Math.hypot(matrix[0], matrix[1]);
        double alongX = length == 0 ? 1 : matrix[0] / length;
        double alongY = length == 0 ? 0 : matrix[1] / length;
        double height = Math.max(1e-6, Math.abs(size) * Math.hypot(matrix[2], matrix[3]));
        double along = (x - endX) * alongX + (y - endY) * alongY;
        double across = (y - endY) * alongX - (x - endX) * alongY;
        double gap = (trusted && measured ? GAP : LINE) * height;
        if (text.equals(" ") && measured) {
            // Whether it is one is seen when the next glyph comes: some programs take it back by a negative distance.
            space = true;
            return;
        }
        if (!out.isEmpty() && !text.isEmpty()) {
            if (Math.abs(across) > LINE * height) breakWith('\n');
            else if (along > (space ? NARROW * height : gap) || along < -Math.max(gap, BACK * height)) breakWith(' ');
        }
        append(text);
        space = false;
        endX = x + advance * matrix[0];
        endY = y + advance * matrix[1];
        trusted = measured;
    }

    private void append(String text) {
        for (int i = 0; i < text.length() && !isFull(); i++) {
            char c = text.charAt(i);
            // Two or three letters that are one glyph.
            switch (c) {
                case '\ufb00' -> out.append("ff");
                case '\ufb01' -> out.append("fi");
                case '\ufb02' -> out.append("fl");
                case '\ufb03' -> out.append("ffi");
                case '\ufb04' -> out.append("ffl");
                case '\ufb05', '\ufb06' -> out.append("st");
                case '\u00ad' -> out.append('-');
                default -> out.append(c);
            }
        }
    }

    private void breakWith(char c) {
        if (!isFull() && !Character.isWhitespace(out.charAt(out.length() - 1))) out.append(c);
    }

    /// Ends a page.
    void endPage() {
        if (!out.isEmpty()) breakWith('\n');
        space = false;
    }

    @Override
    public String toString() {
        return out.toString();
    }
}
