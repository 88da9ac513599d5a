package wirelab.pdf;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import wirelab.pdf.PdfObject.Codes;
import wirelab.pdf.PdfObject.Number;
import wirelab.pdf.PdfObject.Operator;
import wirelab.pdf.PdfObject.Row;

/// Does what the content of a page says, as far as it is about text (ISO 32000-1, 8.4 and 9.4).
final class PageReader {
    private static final int MOST_OPERANDS = 1_024;
    private static final int MOST_SAVED = 256;
    private static final int MOST_DEPTH = 8;
    private static final double[] SAME = {1, 0, 0, 1, 0, 0};

    /// What `q` saves.
    private record State(double[] matrix, PdfFont font, double size, double letterGap, double wordGap, double stretch,
                         double leading) {
        static final State FIRST = new State(SAME, null, 0, 0, 0, 1, 0);
    }

    private final PdfFile file;
    private final PlacedText out;
    private final Map<PdfObject, PdfFont> fonts = new IdentityHashMap<>();
    private long operations;
    private State state = State.FIRST;
    private double[] line = SAME;
    private double[] text = SAME;

    /// @param operations that all pages together may have; a code counts as one, too
    PageReader(PdfFile file, PlacedText out, long operations) {
        this.file = file;
        this.out = out;
        this.operations = operations;
    }

    void page(PdfObject.Dictionary page) {
        state = State.FIRST;
        var all = new ArrayList<byte[]>();
        for (var part : file.items(page.get("Contents"))) all.add(file.bytes(part));
        var content = new byte[all.stream().mapToInt(part -> part.length + 1).sum()];
        int at = 0;
        for (byte[] part : all) {
            System.arraycopy(part, 0, content, at, part.length);
            at += part.length;
            content[at++] = '\n';
        }
        read(content, page.get("Resources"), 0);
        out.endPage();
    }

    private void read(byte[] content, PdfObject resources, int depth) {
        var saved = new ArrayDeque<State>();
        var operands = new ArrayList<PdfObject>();
        var parser = new PdfParser(content, 0, content.length);
        for (PdfObject object; (object = parser.next()) != null && !out.isFull(); ) {
            if (!(object instanceof Operator(String word))) {
                if (operands.size() < MOST_OPERANDS) operands.add(object);
                continue;
            }
            if (--operations < 0) return;
            switch (word) {
                case "q" -> {
                    if (saved.size() < MOST_SAVED) saved.push(state);
                }
                case "Q" -> {
                    if (!saved.isEmpty()) state = saved.pop();
                }
                case "BI" -> skipImage(content, parser);
                case "Do" -> {
                    if (!operands.isEmpty()) form(file.get(file.get(resources, "XObject"), operands.getLast().name()), resources, depth);
                }
                case "Tf" -> {
                    if (operands.size() >= 2) font(file.get(file.get(resources, "Font"), operands.getFirst().name()), number(operands, 1));
                }
                default -> operate(word, operands);
            }
            operands.clear();
        }
    }

    /// An image that stands in the content ends with `EI`, which its bytes may have by chance; then there is nonsense behind.
    private static void skipImage(byte[] content, PdfParser parser) {
        for (int at = parser.at(); at + 3 < content.length; at++) {
            if (content[at + 1] == 'E' && content[at + 2] == 'I' && PdfParser.isSpace(content[at])
                    && PdfParser.isSpace(content[at + 3])) {
                parser.skipTo(at + 3);
                return;
            }
        }
        parser.skipTo(content.length);
    }

    private void form(PdfObject form, PdfObject resources, int depth) {
        if (!file.get(form, "Subtype").name().equals("Form") || depth == MOST_DEPTH) return;
        var before = state;
        var matrix = file.items(file.get(form, "Matrix"));
        if (matrix.size() == 6) {
            state = with(product(matrix.stream().mapToDouble(each -> file.resolve(each).number()).toArray(), state.matrix));
        }
        var its = file.get(form, "Resources");
        read(file.bytes(form), its == PdfObject.NOTHING ? resources : its, depth + 1);
        state = before;
    }

    private State with(double[] matrix) {
        return new State(matrix, state.font, state.size, state.letterGap, state.wordGap, state.stretch, state.leading);
    }

    private void font(PdfObject font, double size) {
        var its = font == PdfObject.NOTHING ? null : fonts.computeIfAbsent(font, _ -> new PdfFont(file, font));
        state = new State(state.matrix, its, size, state.letterGap, state.wordGap, state.stretch, state.leading);
    }

    private static double number(List<PdfObject> operands, int i) {
        return i < operands.size() ? operands.get(i).number() : 0;
    }

    private static double[] matrix(List<PdfObject> operands) {
        var matrix = new double[6];
        for (int i = 0; i < 6; i++) matrix[i] = number(operands, i);
        return matrix;
    }

    /// {@return what does first the one and then the other}
    private static double[] product(double[] a, double[] b) {
        return new double[] {a[0] * b[0] + a[1] * b[2], a[0] * b[1] + a[1] * b[3], a[2] * b[0] + a[3] * b[2],
            a[2] * b[1] + a[3] * b[3], a[4] * b[0] + a[5] * b[2] + b[4], a[4] * b[1] + a[5] * b[3] + b[5]};
    }

    private void operate(String word, List<PdfObject> operands) {
        double first = number(operands, 0);
        var s = state;
        switch (word) {
            case "cm" -> state = with(product(matrix(operands), s.matrix));
            case "BT" -> line = text = SAME;
            case "Tm" -> line = text = matrix(operands);
            case "Td" -> move(first, number(operands, 1));
            case "TD" -> {
                state = new State(s.matrix, s.font, s.size, s.letterGap, s.wordGap, s.stretch, -number(operands, 1));
                move(first, number(operands, 1));
            }
            case "T*" -> move(0, -s.leading);
            case "Tc" -> state = new State(s.matrix, s.font, s.size, first, s.wordGap, s.stretch, s.leading);
            case "Tw" -> state = new State(s.matrix, s.font, s.size, s.letterGap, first, s.stretch, s.leading);
            case "Tz" -> state = new State(s.matrix, s.font, s.size, s.letterGap, s.wordGap, first / 100, s.leading);
            case "TL" -> state = new State(s.matrix, s.font, s.size, s.letterGap, s.wordGap, s.stretch, first);
            case "Tj" -> show(operands, 0);
            case "'" -> {
                move(0, -s.leading);
                show(operands, 0);
            }
            case "\"" -> {
                state = new State(s.matrix, s.font, s.size, number(operands, 1), first, s.stretch, s.leading);
                move(0, -s.leading);
                show(operands, 2);
            }
            case "TJ" -> {
                if (operands.isEmpty() || !(operands.getFirst() instanceof Row(var items))) return;
                for (var item : items) {
                    if (item instanceof Number(double back)) text = moved(text, -back / 1_000 * s.size * s.stretch, 0);
                    else show(List.of(item), 0);
                }
            }
            default -> {
                // Not about text.
            }
        }
    }

    private void move(double x, double y) {
        line = text = moved(line, x, y);
    }

    private static double[] moved(double[] matrix, double x, double y) {
        return new double[] {matrix[0], matrix[1], matrix[2], matrix[3], x * matrix[0] + y * matrix[2] + matrix[4],
            x * matrix[1] + y * matrix[3] + matrix[5]};
    }

    private void show(List<PdfObject> operands, int which) {
        var s = state;
        if (s.font == null || which >= operands.size() || !(operands.get(which) instanceof Codes(byte[] string))) return;
        operations -= string.length;
        s.font.forEach(string, (glyph, width, space) -> {
            double advance = width * s.size * s.stretch;
            if (!out.isFull()) out.add(glyph, product(text, s.matrix), advance, s.size, s.font.hasWidths());
            text = moved(text, advance + (s.letterGap + (space ? s.wordGap : 0)) * s.stretch, 0);
        });
    }
}
