package wirelab.netview;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Reads JSON as `ip -j` writes it: maps, lists, texts, whole numbers, truth values.
final class JsonReader {
    private final String text;
    private int at;

    private JsonReader(String text) {
        this.text = text;
    }

    /// A list of objects at the top.
    @SuppressWarnings("unchecked")
    static List<Map<String, Object>> objects(String text) {
        return text.isBlank() ? List.of() : (List<Map<String, Object>>) new JsonReader(text).value();
    }

    private char next() {
        while (Character.isWhitespace(text.charAt(at))) at++;
        return text.charAt(at);
    }

    private void take(char wanted) {
        if (next() != wanted) throw new IllegalArgumentException(wanted + " is not at " + at + " of " + text);
        at++;
    }

    private Object value() {
        return switch (next()) {
            case '[' -> list();
            case '{' -> map();
            case '"' -> string();
            default -> {
                int begin = at;
                while (at < text.length() && ",]} \n".indexOf(text.charAt(at)) < 0) at++;
                String word = text.substring(begin, at);
                yield word.matches("-?\\d+") ? (Object) Long.parseLong(word) : Boolean.valueOf(word);
            }
        };
    }

    private List<Object> list() {
        var list = new ArrayList<>();
        take('[');
        while (next() != ']') {
            list.add(value());
            if (next() == ',') take(',');
        }
        take(']');
        return list;
    }

    private Map<String, Object> map() {
        var map = new LinkedHashMap<String, Object>();
        take('{');
        while (next() != '}') {
            String name = string();
            take(':');
            map.put(name, value());
            if (next() == ',') take(',');
        }
        take('}');
        return map;
    }

    private String string() {
        take('"');
        var string = new StringBuilder();
        while (text.charAt(at) != '"') {
            if (text.charAt(at) == '\\') at++;
            string.append(text.charAt(at++));
        }
        at++;
        return string.toString();
    }
}
