package wirelab.kit;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Reads a `config.ini`: sections in brackets, `key = value` below them, comments behind `#` or `;` at the start of a line.
///
/// ```
/// # nodes of the ring
/// [nodo0]
/// host = 127.0.0.1
/// port = 8001
/// ```
///
/// Every error names the file and the line. A section or key that stands twice is an error, so nothing is silently lost.
public final class Ini {
    /// Longest file that is read, in bytes: a million; a configuration written by people is never longer.
    public static final int MAX_BYTES = 1_000_000;

    public static final class Section {
        private final String file;
        private final String name;
        private final int line;
        private final Map<String, String> values = new LinkedHashMap<>();
        private final Map<String, Integer> lines = new LinkedHashMap<>();

        private Section(String file, String name, int line) {
            this.file = file;
            this.name = name;
            this.line = line;
        }

        /// {@return its name: the word in brackets}
        public String name() {
            return name;
        }

        /// {@return its keys and values: in the order of the file}
        public Map<String, String> values() {
            return Collections.unmodifiableMap(values);
        }

        /// A value that must be there.
        ///
        /// @return the text behind the equals sign
        /// @throws UsageException when the section has no such key
        public String required(String key) {
            String value = values.get(key);
            if (value == null) throw new UsageException(at(line) + "[" + name + "] has no " + key);
            return value;
        }

        /// {@return a value that may be missing: the text behind the equals sign, or the preset}
        public String text(String key, String preset) {
            return values.getOrDefault(key, preset);
        }

        /// A whole number that must be there.
        ///
        /// @param least smallest value allowed
        /// @param most greatest value allowed
        /// @throws UsageException when it is missing, no number or out of bounds
        public int number(String key, int least, int most) {
            String value = required(key);
            try {
                int n = Integer.parseInt(value);
                if (n >= least && n <= most) return n;
            } catch (NumberFormatException _) {
                // Said below, together with the numbers that are out of bounds.
            }
            throw error(key, "'" + value + "' is not a number between " + least + " and " + most);
        }

        /// The node that it describes by `host` and `port`.
        ///
        /// @throws UsageException when one of the two is missing or wrong, or the host's name is unknown
        public Node node() {
            String host = required("host");
            var address = new InetSocketAddress(host, number("port", 1, 65_535));
            if (address.isUnresolved()) throw error("host", "unknown host " + host);
            return new Node(name, address, this);
        }

        /// An error about one of its values, with file and line.
        public UsageException error(String key, String problem) {
            return new UsageException(at(lines.getOrDefault(key, line)) + key + ": " + problem);
        }

        private String at(int line) {
            return file + ":" + line + ": ";
        }
    }

    /// One of several programs that know of each other.
    public record Node(String name, InetSocketAddress address, Section section) {
        @Override
        public String toString() {
            return name + " at " + Address.text(address);
        }
    }

    private final List<Section> sections = new ArrayList<>();

    private Ini() {}

    /// Reads a file.
    ///
    /// @throws UsageException when a line cannot be read, with its number
    /// @throws IOException when the file cannot be read
    public static Ini read(Path file) throws IOException {
        return parse(file.toString(), SafeFile.read(file, MAX_BYTES));
    }

    /// Reads text.
    ///
    /// @throws UsageException when a line cannot be read, with its number
    public static Ini parse(String file, String text) {
        var ini = new Ini();
        Section section = null;
        int number = 0;
        for (String raw : text.split("\n", -1)) {
            number++;
            String line = raw.strip();
            if (line.isEmpty() || line.startsWith("#") || line.startsWith(";")) continue;
            String at = file + ":" + number + ": ";
            if (line.startsWith("[")) {
                if (!line.endsWith("]") || line.length() < 3) throw new UsageException(at + "a section is written [name]");
                String name = line.substring(1, line.length() - 1).strip();
                if (ini.find(name) != null) throw new UsageException(at + "section [" + name + "] stands twice");
                section = new Section(file, name, number);
                ini.sections.add(section);
                continue;
            }
            int equals = line.indexOf('=');
            if (equals < 1) throw new UsageException(at + "'" + line + "' is neither [section] nor key = value");
            if (section == null) throw new UsageException(at + "a value stands before the first [section]");
            String key = line.substring(0, equals).strip();
            if (section.values.put(key, line.substring(equals + 1).strip()) != null) {
                throw new UsageException(at + key + " stands twice in [" + section.name + "]");
            }
            section.lines.put(key, number);
        }
        return ini;
    }

    /// {@return all sections: in the order of the file}
    public List<Section> sections() {
        return List.copyOf(sections);
    }

    /// The nodes: those sections that say a host or a port.
    ///
    /// @return in the order of the file, each at an address of its own
    /// @throws UsageException when one of them cannot be, with its line
    public List<Node> nodes() {
        var nodes = new LinkedHashMap<InetSocketAddress, Node>();
        for (var section : sections) {
            if (!section.values.containsKey("host") && !section.values.containsKey("port")) continue;
            var node = section.node();
            var other = nodes.putIfAbsent(node.address, node);
            if (other != null) throw section.error("port", "[" + other.name + "] has the same address already");
        }
        return List.copyOf(nodes.values());
    }

    /// {@return the section, or `null` when there is none of that name}
    public Section find(String name) {
        for (var section : sections) {
            if (section.name.equals(name)) return section;
        }
        return null;
    }
}
