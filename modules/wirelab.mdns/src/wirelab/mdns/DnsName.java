package wirelab.mdns;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import wirelab.kit.UsageException;

/// A domain name: labels of 1 to 63 bytes, 255 in all as they are sent (RFC 1035, section 2.3.4), in UTF-8 (RFC 6762,
/// section 16). Two are equal when they differ by no more than the case of the letters a to z.
public final class DnsName {
    static final int MOST_LABEL = 63;
    static final int MOST_BYTES = 255;
    public static final DnsName ROOT = new DnsName(List.of());

    private final List<String> labels;
    private final List<String> folded;

    private DnsName(List<String> labels) {
        this.labels = labels;
        folded = labels.stream().map(DnsName::fold).toList();
    }

    private static String fold(String label) {
        var letters = label.toCharArray();
        for (int i = 0; i < letters.length; i++) if (letters[i] >= 'A' && letters[i] <= 'Z') letters[i] += 'a' - 'A';
        return new String(letters);
    }

    /// A name of labels as they are: a dot in one of them is part of it.
    ///
    /// @throws UsageException when a label is empty, or too much of it
    public static DnsName of(List<String> labels) {
        int length = 1;
        for (String label : labels) {
            int bytes = label.getBytes(StandardCharsets.UTF_8).length;
            if (bytes == 0 || bytes > MOST_LABEL) {
                throw new UsageException("'" + label + "' has " + bytes + " bytes; a part of a name has 1 to 63");
            }
            length += 1 + bytes;
        }
        if (length > MOST_BYTES) throw new UsageException("a name has " + MOST_BYTES + " bytes at most, not " + length);
        return new DnsName(List.copyOf(labels));
    }

    /// A name as people write it.
    ///
    /// @param text such as `printer.local`; a final dot may be left out, `\.` is a dot within a label
    /// @throws UsageException when it is none
    public static DnsName of(String text) {
        var labels = new ArrayList<String>();
        var label = new StringBuilder();
        String plain = text.endsWith(".") && !text.endsWith("\\.") ? text.substring(0, text.length() - 1) : text;
        if (plain.isEmpty()) return ROOT;
        for (int i = 0; i < plain.length(); i++) {
            char c = plain.charAt(i);
            if (c == '\\' && i + 1 < plain.length()) label.append(plain.charAt(++i));
            else if (c == '.') {
                labels.add(label.toString());
                label.setLength(0);
            } else label.append(c);
        }
        labels.add(label.toString());
        return of(labels);
    }

    public List<String> labels() {
        return labels;
    }

    /// {@return the name without its first label}
    public DnsName parent() {
        return labels.isEmpty() ? this : new DnsName(labels.subList(1, labels.size()));
    }

    /// {@return this name below another one}
    public DnsName below(DnsName other) {
        var all = new ArrayList<>(labels);
        all.addAll(other.labels);
        return of(all);
    }

    /// {@return how many bytes it has when no part of it is a pointer}
    int length() {
        return 1 + labels.stream().mapToInt(label -> 1 + label.getBytes(StandardCharsets.UTF_8).length).sum();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof DnsName name && folded.equals(name.folded);
    }

    @Override
    public int hashCode() {
        return folded.hashCode();
    }

    /// As people write it, with a backslash before a dot within a label; from somebody else it is still what he wrote.
    @Override
    public String toString() {
        if (labels.isEmpty()) return ".";
        return String.join(".", labels.stream().map(label -> label.replace("\\", "\\\\").replace(".", "\\.")).toList());
    }

    /// {@return a label that nobody has yet, of one that somebody has: `name` becomes `name-2`, and that `name-3`}
    ///
    /// @param before what stands before the number, such as `-`
    /// @param after what stands behind it
    static String next(String label, String before, String after) {
        int number = 2;
        String stem = label;
        int from = label.lastIndexOf(before);
        if (from > 0 && label.endsWith(after)) {
            String digits = label.substring(from + before.length(), label.length() - after.length());
            if (digits.matches("[1-9][0-9]{0,5}")) {
                number = Integer.parseInt(digits) + 1;
                stem = label.substring(0, from);
            }
        }
        String tail = before + number + after;
        while ((stem + tail).getBytes(StandardCharsets.UTF_8).length > MOST_LABEL) {
            stem = stem.substring(0, stem.offsetByCodePoints(stem.length(), -1));
        }
        return stem + tail;
    }
}
