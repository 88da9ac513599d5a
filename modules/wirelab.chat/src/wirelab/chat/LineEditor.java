package wirelab.chat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.text.BreakIterator;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import wirelab.kit.Visible;

/// The line that is being typed at a terminal, which stays whole while messages arrive above it.
///
/// Keys come in as the bytes that a terminal sends, and what to write to the terminal comes out; so this needs no terminal.
/// Whatever happens, the bottom line is wiped and drawn again: `CR`, `ESC [ K`, prompt, text. A text that is wider than the
/// terminal is shown in part, around the cursor. What people see as one character (`e` with an accent of its own, a flag, a
/// family) is one step of the cursor and one press of Backspace.
///
/// Keys: Enter, Backspace, Delete, arrows, Home and End, `^A ^E ^U ^W ^L`; Tab where somebody knows what words there are; to
/// leave `^D` on an empty line, or `^C`.
public final class LineEditor {
    private static final String WIPE = "\r\033[K";
    private static final String BELL = "\007";
    private static final int ESCAPE = 0x1b;
    private static final int KEPT = 100;
    /// Words that Tab shows.
    private static final int MOST_WORDS = 60;

    /// What some keys have led to.
    ///
    /// @param end whether the user wants to leave
    public record Typed(String output, List<String> lines, boolean end) {}

    private String prompt;
    private int width;
    private final int limit;
    private final StringBuilder text = new StringBuilder();
    private int cursor;
    /// Lines that were ended, and which of them is shown; the number of all for a new one.
    private final List<String> history = new ArrayList<>();
    private int shown;
    /// A character or an escape sequence that has begun.
    private final ByteArrayOutputStream begun = new ByteArrayOutputStream();
    private int missing;
    /// A key was not taken, since the line is as long as it may be.
    private boolean refused;
    /// `null` where Tab is a letter.
    private Function<String, List<String>> completer;

    /// Begins with an empty line.
    ///
    /// @param width columns of the terminal
    /// @param limit longest line in bytes; what would make it longer is not taken
    public LineEditor(String prompt, int width, int limit) {
        this.prompt = prompt;
        this.width = width;
        this.limit = limit;
    }

    /// From now on Tab completes the word before the cursor.
    ///
    /// @param words what that word may become, when the line is so far
    public void completes(Function<String, List<String>> words) {
        completer = words;
    }

    /// What is typed so far.
    public String text() {
        return text.toString();
    }

    /// From now on the line begins with another prompt; draws it.
    String prompt(String prompt) {
        this.prompt = prompt;
        return draw();
    }

    /// The terminal has another width now; draws the line again.
    String resize(int columns) {
        width = columns;
        return draw();
    }

    /// Takes keys.
    ///
    /// @param keys bytes from the terminal; a key may come in pieces
    public Typed type(byte[] keys) {
        var output = new StringBuilder();
        var lines = new ArrayList<String>();
        for (byte key : keys) {
            int b = key & 0xff;
            if (missing > 0 || begun.size() > 0) {
                more(b);
            } else if (b == '\n' || b == '\r') {
                output.append(WIPE).append(prompt).append(text).append('\n');
                lines.add(ended());
            } else if (b == 3 || b == 4) {
                if (b == 3 || text.isEmpty()) return new Typed(output + WIPE, lines, true);
            } else if (b == ESCAPE || b >= 0xc0) {
                begun.write(b);
                missing = b == ESCAPE ? 0 : b >= 0xf0 ? 3 : b >= 0xe0 ? 2 : 1;
            } else if (b == '\t' && completer != null) {
                output.append(complete());
            } else if (b >= ' ' && b < 0x7f || b == '\t') {
                insert(String.valueOf((char) b));
            } else {
                control(b);
            }
        }
        if (refused) output.append(BELL);
        refused = false;
        return new Typed(output + draw(), lines, false);
    }

    /// Shows a message above the line that is being typed.
    public String message(String message) {
        return message(message, UnaryOperator.identity());
    }

    /// Shows a message as above, in colours.
    ///
    /// @param paint puts them into a text that has no control characters
    String message(String message, UnaryOperator<String> paint) {
        return WIPE + paint.apply(Visible.of(message)) + "\n" + draw();
    }

    /// Draws the bottom line.
    public String draw() {
        int room = Math.max(1, width - Cells.of(prompt) - 1);
        int from = 0;
        while (Cells.of(text.substring(from, cursor)) > room) from = after(from);
        int to = cursor;
        while (to < text.length() && Cells.of(text.substring(from, after(to))) <= room) to = after(to);
        String head = text.substring(from, cursor).replace('\t', ' ');
        String tail = text.substring(cursor, to).replace('\t', ' ');
        int back = Cells.of(tail);
        // Of some characters only the terminal knows how wide they are: it finds the place by itself, beginning anew.
        String place = back == 0 ? "" : Cells.isCertain(tail) ? "\033[" + back + "D" : "\r" + prompt + head;
        return WIPE + prompt + head + tail + place;
    }

    @Override
    public String toString() {
        return "line \"" + text + "\", cursor before character " + cursor;
    }

    private String ended() {
        String line = text.toString();
        if (!line.isBlank()) history.add(line);
        if (history.size() > KEPT) history.removeFirst();
        shown = history.size();
        set("");
        return line;
    }

    /// Takes the next byte of a character or of an escape sequence: `ESC [ parameters letter` or `ESC O letter`.
    private void more(int b) {
        begun.write(b);
        if (missing > 0) {
            if (--missing > 0) return;
            String character = begun.toString(StandardCharsets.UTF_8);
            begun.reset();
            // What is no character is not taken, and neither are control characters beyond ASCII.
            if (character.indexOf('\uFFFD') < 0 && Visible.of(character).equals(character)) insert(character);
            return;
        }
        boolean second = begun.size() == 2;
        if (second && (b == '[' || b == 'O')) return;
        if (!second && b < 0x40 && begun.size() < 16) return;
        String sequence = begun.toString(StandardCharsets.ISO_8859_1).substring(1);
        begun.reset();
        switch (sequence) {
            case "[A", "OA" -> recall(shown - 1);
            case "[B", "OB" -> recall(shown + 1);
            case "[C", "OC" -> cursor = after(cursor);
            case "[D", "OD" -> cursor = before(cursor);
            case "[H", "OH", "[1~" -> cursor = 0;
            case "[F", "OF", "[4~" -> cursor = text.length();
            case "[3~" -> text.delete(cursor, after(cursor));
            default -> {
                // A key that means nothing here.
            }
        }
    }

    /// Puts in what all the possible words have in common; where that is nothing more, shows them.
    private String complete() {
        String line = text.substring(0, cursor);
        String begun = line.substring(line.lastIndexOf(' ') + 1);
        var words = completer.apply(line).stream().filter(word -> word.startsWith(begun) && Visible.name(word).equals(word)).toList();
        if (words.isEmpty()) return BELL;
        String common = words.getFirst();
        for (String word : words) common = common.substring(0, same(common, word));
        if (words.size() == 1 && !common.endsWith("/")) common += " ";
        if (common.length() == begun.length() && words.size() > 1) {
            int over = words.size() - MOST_WORDS;
            return WIPE + String.join("  ", words.subList(0, Math.min(words.size(), MOST_WORDS))) + (over > 0 ? "  and " + over + " more" : "")
                    + "\n";
        }
        insert(common.substring(begun.length()));
        return "";
    }

    /// {@return how many characters two words have in common; half of one is none}
    private static int same(String one, String other) {
        int same = 0;
        while (same < Math.min(one.length(), other.length()) && one.charAt(same) == other.charAt(same)) same++;
        return same > 0 && Character.isHighSurrogate(one.charAt(same - 1)) ? same - 1 : same;
    }

    private void control(int b) {
        switch (b) {
            case 0x7f, 8 -> delete(before(cursor));
            case 'A' - 64 -> cursor = 0;
            case 'E' - 64 -> cursor = text.length();
            case 'U' - 64 -> delete(0);
            case 'W' - 64 -> {
                int from = cursor;
                while (from > 0 && text.charAt(from - 1) == ' ') from--;
                while (from > 0 && text.charAt(from - 1) != ' ') from--;
                delete(from);
            }
            default -> {
                // The line is drawn again anyway, which is all that ^L asks for.
            }
        }
    }

    private int before(int place) {
        return place > 0 ? characters().preceding(place) : 0;
    }

    private int after(int place) {
        return place < text.length() ? characters().following(place) : place;
    }

    private BreakIterator characters() {
        var characters = BreakIterator.getCharacterInstance(Locale.ROOT);
        characters.setText(text.toString());
        return characters;
    }

    private void delete(int from) {
        text.delete(from, cursor);
        cursor = from;
    }

    private void insert(String character) {
        if ((text + character).getBytes(StandardCharsets.UTF_8).length > limit) {
            refused = true;
            return;
        }
        text.insert(cursor, character);
        cursor += character.length();
    }

    private void recall(int which) {
        if (which < 0 || which > history.size()) return;
        shown = which;
        set(which == history.size() ? "" : history.get(which));
    }

    private void set(String line) {
        text.setLength(0);
        text.append(line);
        cursor = text.length();
    }
}
