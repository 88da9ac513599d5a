package wirelab.http;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;

/// The field lines of a header or trailer section in their order (RFC 9110, section 5).
///
/// ```
/// field-line = field-name ":" OWS field-value OWS CRLF
/// ```
///
/// They stay the bytes that came over the wire until somebody asks for text, which then has one character per byte
/// (ISO 8859-1). Names are compared without regard to case. Instances do not change; [#edit()] makes changed copies.
public final class Headers implements Iterable<Headers.Field> {
    /// One field line as text.
    ///
    /// @param name as it was written
    /// @param value without the white space around it
    public record Field(String name, String value) {}

    public static final Headers EMPTY = new Headers(new byte[0], new int[0]);

    private static final byte[] SEPARATOR = {':', ' '};
    private static final byte[] CRLF = {'\r', '\n'};

    private final byte[] bytes;
    /// Four numbers per field: where its name begins and ends, and its value.
    private final int[] index;

    Headers(byte[] bytes, int[] index) {
        this.bytes = bytes;
        this.index = index;
    }

    /// Makes fields from names and values.
    public static Headers of(String... namesAndValues) {
        if (namesAndValues.length % 2 != 0) throw new IllegalArgumentException("a name without a value");
        var builder = EMPTY.edit();
        for (int i = 0; i < namesAndValues.length; i += 2) builder.add(namesAndValues[i], namesAndValues[i + 1]);
        return builder.build();
    }

    /// {@return how many field lines there are: 0 or more}
    public int size() {
        return index.length / 4;
    }

    /// The name of one field line.
    ///
    /// @param i from 0
    /// @return as it was written
    public String name(int i) {
        return Syntax.text(bytes, index[4 * i], index[4 * i + 1]);
    }

    /// The value of one field line.
    ///
    /// @param i from 0
    /// @return without the white space around it
    public String value(int i) {
        return Syntax.text(bytes, index[4 * i + 2], index[4 * i + 3]);
    }

    /// Looks for the next field line with a name.
    ///
    /// @return its number, or -1
    public int indexOf(String name, int from) {
        for (int i = 4 * from; i < index.length; i += 4) {
            if (Syntax.equalsIgnoreCase(bytes, index[i], index[i + 1], name)) return i / 4;
        }
        return -1;
    }

    /// {@return whether there is a field with this name}
    public boolean has(String name) {
        return indexOf(name, 0) >= 0;
    }

    /// {@return the value of the first field line with this name: the value, or `null` when there is none}
    public String first(String name) {
        int i = indexOf(name, 0);
        return i < 0 ? null : value(i);
    }

    /// {@return the values of all field lines with this name: one per line, in order}
    public List<String> all(String name) {
        var values = new ArrayList<String>();
        for (int i = indexOf(name, 0); i >= 0; i = indexOf(name, i + 1)) values.add(value(i));
        return values;
    }

    /// {@return all values under a name as one (RFC 9110, section 5.3): the values with `, ` between them, or `null` when
    /// there are none}
    public String joined(String name) {
        int first = indexOf(name, 0);
        if (first < 0) return null;
        return indexOf(name, first + 1) < 0 ? value(first) : String.join(", ", all(name));
    }

    /// {@return the elements of a field that is a list, over all its lines (RFC 9110, section 5.6.1); empty elements count
    /// for nothing; the elements without the white space around them}
    public List<String> elements(String name) {
        if (!has(name)) return List.of();
        var elements = new ArrayList<String>();
        for (String value : all(name)) elements.addAll(split(value, ','));
        return elements;
    }

    /// {@return whether a list contains a word, in upper or lower case: `headers.contains("Connection", "close")`}
    public boolean contains(String name, String word) {
        if (!has(name)) return false;
        for (String element : elements(name)) if (element.equalsIgnoreCase(word)) return true;
        return false;
    }

    /// Splits at a separator outside of quoted strings.
    ///
    /// @return what is not empty, without the white space around it
    public static List<String> split(String value, char separator) {
        var elements = new ArrayList<String>();
        boolean quoted = false;
        int begin = 0;
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (quoted && c == '\\') i++;
            else if (c == '"') quoted = !quoted;
            else if (c == separator && !quoted) {
                addElement(value.substring(begin, i).strip(), elements);
                begin = i + 1;
            }
        }
        addElement(value.substring(begin).strip(), elements);
        return elements;
    }

    private static void addElement(String element, List<String> elements) {
        if (!element.isEmpty()) elements.add(element);
    }

    /// {@return how many bytes [#encode(ByteBuffer)] writes: bytes, without the empty line that ends a section}
    public int encodedSize() {
        int size = 0;
        for (int i = 0; i < index.length; i += 4) size += index[i + 1] - index[i] + index[i + 3] - index[i + 2] + 4;
        return size;
    }

    /// Writes the field lines, each with its CRLF, without the empty line that ends a section.
    ///
    /// @param into must have room
    public void encode(ByteBuffer into) {
        for (int i = 0; i < index.length; i += 4) {
            into.put(bytes, index[i], index[i + 1] - index[i]).put(SEPARATOR);
            into.put(bytes, index[i + 2], index[i + 3] - index[i + 2]).put(CRLF);
        }
    }

    /// Begins a changed copy.
    public Builder edit() {
        return new Builder(this);
    }

    @Override
    public Iterator<Field> iterator() {
        var fields = new ArrayList<Field>(size());
        for (int i = 0; i < size(); i++) fields.add(new Field(name(i), value(i)));
        return fields.iterator();
    }

    /// Equal when the field lines are the same bytes in the same order.
    @Override
    public boolean equals(Object other) {
        return other instanceof Headers that && Arrays.equals(encoded(), that.encoded());
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(encoded());
    }

    /// {@return the field lines as text: one `name: value` per line}
    @Override
    public String toString() {
        var text = new StringBuilder();
        for (var field : this) text.append(field.name).append(": ").append(field.value).append('\n');
        return text.toString();
    }

    private byte[] encoded() {
        var encoded = ByteBuffer.allocate(encodedSize());
        encode(encoded);
        return encoded.array();
    }

    /// Builds fields. What it is given must be well-formed: a line end in a value, which would be a way to smuggle in fields
    /// of somebody else's making, is refused.
    public static final class Builder {
        private byte[] bytes;
        private int used;
        private int[] index;
        private int end;

        private Builder(Headers headers) {
            bytes = headers.bytes;
            used = bytes.length;
            index = headers.index;
            end = index.length;
        }

        /// Adds a field line behind all others.
        ///
        /// @param value its value; no CR, LF, NUL, nor white space around it
        public Builder add(String name, String value) {
            if (!Syntax.isToken(name)) throw new IllegalArgumentException("not a field name: " + name);
            if (!value.equals(value.strip())) throw new IllegalArgumentException("white space around the value of " + name);
            for (int i = 0; i < value.length(); i++) {
                if (value.charAt(i) > 0xff || !Syntax.isFieldContent(value.charAt(i))) {
                    throw new IllegalArgumentException("a character that no field value may hold, in " + name);
                }
            }
            index = Arrays.copyOf(index, Math.max(end + 4, index.length));
            if (used + name.length() + value.length() > bytes.length) {
                bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, used + name.length() + value.length()));
            }
            put(name);
            put(value);
            return this;
        }

        private void put(String text) {
            byte[] more = text.getBytes(StandardCharsets.ISO_8859_1);
            System.arraycopy(more, 0, bytes, used, more.length);
            index[end++] = used;
            index[end++] = used += more.length;
        }

        /// Takes all field lines with a name out.
        public Builder remove(String name) {
            return removeAll(List.of(name));
        }

        /// Takes all field lines out that have one of several names.
        public Builder removeAll(List<String> names) {
            var kept = new int[index.length];
            int n = 0;
            for (int i = 0; i < end; i += 4) {
                if (isAmong(index[i], index[i + 1], names)) continue;
                System.arraycopy(index, i, kept, n, 4);
                n += 4;
            }
            index = kept;
            end = n;
            return this;
        }

        private boolean isAmong(int from, int to, List<String> names) {
            for (int i = 0; i < names.size(); i++) if (Syntax.equalsIgnoreCase(bytes, from, to, names.get(i))) return true;
            return false;
        }

        /// Puts one field line in the place of all with that name.
        public Builder set(String name, String value) {
            return remove(name).add(name, value);
        }

        public Headers build() {
            return new Headers(Arrays.copyOf(bytes, used), Arrays.copyOf(index, end));
        }
    }
}
