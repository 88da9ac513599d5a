package wirelab.pdf;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import wirelab.pdf.PdfObject.Content;
import wirelab.pdf.PdfObject.Dictionary;
import wirelab.pdf.PdfObject.Operator;
import wirelab.pdf.PdfObject.Reference;
import wirelab.pdf.PdfObject.Row;

/// The objects of a file. They are found by going through it from the first byte to the last, and the table that says where
/// each stands is not believed: so files are read whose table is wrong, cut off, or a stream. Of two objects with the same
/// number the later one counts, as it was added later.
final class PdfFile {
    private static final int MOST_DEPTH = 32;
    private static final byte[] END_OF_CONTENT = {'e', 'n', 'd', 's', 't', 'r', 'e', 'a', 'm'};

    private final byte[] bytes;
    private final Filters filters;
    private final Map<Integer, PdfObject> objects = new HashMap<>();
    private final Map<Integer, Integer> places = new HashMap<>();
    private PdfObject root = PdfObject.NOTHING;
    private boolean encrypted;

    PdfFile(byte[] bytes, Filters filters) {
        this.bytes = bytes;
        this.filters = filters;
        var packed = new ArrayList<Map.Entry<Integer, Content>>();
        for (int at = 0; (at = object(at, packed)) < bytes.length; ) continue;
        for (var each : packed) unpack(each.getKey(), each.getValue());
    }

    boolean isEncrypted() {
        return encrypted;
    }

    /// Reads the object that begins at the next `obj`, or the trailer.
    ///
    /// @return where to go on
    private int object(int from, List<Map.Entry<Integer, Content>> packed) {
        int at = from;
        while (at < bytes.length && !stands("obj", at) && !stands("trailer", at)) at++;
        if (at >= bytes.length) return at;
        boolean isTrailer = bytes[at] == 't';
        int number = isTrailer ? -1 : numberBefore(at, from);
        var parser = new PdfParser(bytes, at + (isTrailer ? 7 : 3), bytes.length);
        if (!isTrailer && number < 0) return parser.at();
        var object = parser.nextInFile();
        if (object instanceof Dictionary dictionary) {
            int behind = parser.at();
            if (isTrailer) {
                trailer(dictionary);
            } else if (parser.next() instanceof Operator(String word) && word.equals("stream")) {
                var content = content(dictionary, parser.at());
                parser.skipTo(content.to());
                object = content;
                if (type(dictionary).equals("XRef")) trailer(dictionary);
                if (type(dictionary).equals("ObjStm")) packed.add(Map.entry(at, content));
            } else {
                parser.skipTo(behind);
            }
        }
        if (number >= 0 && object != null) put(number, at, object);
        return Math.max(parser.at(), at + 3);
    }

    private boolean stands(String word, int at) {
        if (at + word.length() > bytes.length) return false;
        for (int i = 0; i < word.length(); i++) if (bytes[at + i] != word.charAt(i)) return false;
        return true;
    }

    private void put(int number, int place, PdfObject object) {
        if (places.getOrDefault(number, -1) > place) return;
        places.put(number, place);
        objects.put(number, object);
    }

    private static String type(Dictionary dictionary) {
        return dictionary.get("Type").name();
    }

    private void trailer(Dictionary dictionary) {
        if (dictionary.get("Root") != PdfObject.NOTHING) root = dictionary.get("Root");
        encrypted |= dictionary.get("Encrypt") != PdfObject.NOTHING;
    }

    /// {@return the number of the object whose `obj` is there, -1 when there is none}
    private int numberBefore(int obj, int from) {
        int at = back(obj, from, false);
        int generation = back(at, from, true);
        int space = back(generation, from, false);
        int first = back(space, from, true);
        if (generation == at || space == generation || first == space || space - first > 9) return -1;
        int number = 0;
        for (int i = first; i < space; i++) number = number * 10 + bytes[i] - '0';
        return number;
    }

    /// {@return where the digits, or the space, before a place begin}
    private int back(int at, int from, boolean digits) {
        while (at > from && (digits ? bytes[at - 1] >= '0' && bytes[at - 1] <= '9' : PdfParser.isSpace(bytes[at - 1]))) at--;
        return at;
    }

    private Content content(Dictionary dictionary, int at) {
        int from = at;
        if (from < bytes.length && bytes[from] == '\r') from++;
        if (from < bytes.length && bytes[from] == '\n') from++;
        long length = dictionary.get("Length").integer();
        if (dictionary.get("Length") instanceof PdfObject.Number && length >= 0 && from + length <= bytes.length) {
            var parser = new PdfParser(bytes, (int) (from + length), bytes.length);
            parser.skipSpace();
            if (stands("endstream", parser.at())) return new Content(dictionary, bytes, from, (int) (from + length));
        }
        int to = from;
        while (to < bytes.length && !(bytes[to] == END_OF_CONTENT[0] && stands("endstream", to))) to++;
        return new Content(dictionary, bytes, Math.min(from, to), to);
    }

    /// Reads the objects that stand in a stream (7.5.7).
    private void unpack(int place, Content packed) {
        byte[] in = bytes(packed);
        int first = resolve(packed.dictionary().get("First")).integer();
        var head = new PdfParser(in, 0, in.length);
        for (int n = Math.min(resolve(packed.dictionary().get("N")).integer(), in.length); n > 0; n--) {
            var number = head.next();
            var offset = head.next();
            if (!(number instanceof PdfObject.Number) || !(offset instanceof PdfObject.Number)) return;
            long at = (long) first + offset.integer();
            if (at < 0 || at >= in.length) continue;
            var object = new PdfParser(in, (int) at, in.length).nextInFile();
            if (object != null) put(number.integer(), place, object);
        }
    }

    /// {@return the object itself}
    PdfObject resolve(PdfObject object) {
        for (int depth = 0; object instanceof Reference(int number) && depth < MOST_DEPTH; depth++) {
            object = objects.getOrDefault(number, PdfObject.NOTHING);
        }
        return object instanceof Reference ? PdfObject.NOTHING : object;
    }

    /// {@return an entry of a dictionary, or of that of a stream}
    PdfObject get(PdfObject object, String key) {
        return switch (resolve(object)) {
            case Dictionary dictionary -> resolve(dictionary.get(key));
            case Content content -> resolve(content.dictionary().get(key));
            default -> PdfObject.NOTHING;
        };
    }

    /// {@return the items of a row; a single object is a row of one, and nothing one of none}
    List<PdfObject> items(PdfObject object) {
        var resolved = resolve(object);
        if (resolved instanceof Row(var items)) return items;
        return resolved == PdfObject.NOTHING ? List.of() : List.of(resolved);
    }

    /// {@return the bytes of a stream, as they were before filters; none of anything else}
    byte[] bytes(PdfObject object) {
        if (!(resolve(object) instanceof Content content)) return new byte[0];
        var names = new ArrayList<String>();
        for (var filter : items(content.dictionary().get("Filter"))) names.add(resolve(filter).name());
        var given = items(content.dictionary().get("DecodeParms"));
        var parameters = new ArrayList<Dictionary>();
        for (int i = 0; i < names.size(); i++) {
            var its = i < given.size() ? resolve(given.get(i)) : PdfObject.NOTHING;
            parameters.add(its instanceof Dictionary dictionary ? dictionary : new Dictionary(Map.of()));
        }
        return filters.decode(content, names, parameters);
    }

    /// Gives each page in order, with what it has from the nodes above it in its dictionary.
    void pages(Consumer<Dictionary> page) {
        Set<PdfObject> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        if (get(root, "Pages") == PdfObject.NOTHING) {
            for (var object : objects.values()) if (get(object, "Type").name().equals("Catalog")) root = object;
        }
        pages(get(root, "Pages"), PdfObject.NOTHING, 0, seen, page);
        if (!seen.isEmpty()) return;
        // Cut off, perhaps: then the pages that are there.
        objects.keySet().stream().sorted().map(objects::get).filter(object -> get(object, "Type").name().equals("Page"))
                .forEach(object -> pages(object, PdfObject.NOTHING, 0, seen, page));
    }

    private void pages(PdfObject node, PdfObject resources, int depth, Set<PdfObject> seen, Consumer<Dictionary> page) {
        if (!(resolve(node) instanceof Dictionary dictionary) || depth > MOST_DEPTH || !seen.add(dictionary)) return;
        var its = dictionary.get("Resources") == PdfObject.NOTHING ? resources : dictionary.get("Resources");
        if (dictionary.get("Kids") == PdfObject.NOTHING) {
            var entries = new HashMap<>(dictionary.entries());
            entries.put("Resources", its);
            page.accept(new Dictionary(entries));
            return;
        }
        for (var kid : items(dictionary.get("Kids"))) pages(kid, its, depth + 1, seen, page);
    }
}
