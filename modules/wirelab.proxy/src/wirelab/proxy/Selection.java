package wirelab.proxy;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import wirelab.http.Headers;

/// Which of several responses under one URI is the one for a request: what the fields said that `Vary` names (RFC 9111,
/// section 4.1).
///
/// Two requests ask for the same when their fields are the same after what may be changed without changing the meaning:
/// several lines become one, white space around commas and semicolons goes, and where case and order mean nothing they go
/// too.
///
/// @param fields each name in lower case with what the request said, `null` where it said nothing
record Selection(List<Field> fields) {
    /// One field of the request.
    record Field(String name, String value) {}

    /// For a response that has no `Vary`: any request is for it.
    static final Selection ANY = new Selection(List.of());

    /// Lists of what a client prefers: weights say how much, and order and case mean nothing.
    private static final List<String> PREFERENCES = List.of(
            "accept", "accept-encoding", "accept-language", "accept-charset");

    /// What a request said in the fields that a response names.
    ///
    /// @return `null` for `*`: no other request is known to be the same
    static Selection of(Headers response, Headers request) {
        if (!response.has("Vary")) return ANY;
        var fields = new TreeMap<String, String>();
        for (String name : response.elements("Vary")) {
            if (name.equals("*")) return null;
            String field = name.toLowerCase(Locale.ROOT);
            fields.put(field, value(field, request));
        }
        var all = new ArrayList<Field>();
        fields.forEach((name, value) -> all.add(new Field(name, value)));
        return new Selection(List.copyOf(all));
    }

    /// Whether a request asks for the response that this was made of.
    boolean matches(Headers request) {
        for (var field : fields) {
            String value = value(field.name, request);
            if (value == null ? field.value != null : !value.equals(field.value)) return false;
        }
        return true;
    }

    private static String value(String name, Headers request) {
        String joined = request.joined(name);
        if (joined == null) return null;
        String plain = joined.strip().replaceAll("[ \\t]*([,;=])[ \\t]*", "$1").replaceAll("[ \\t]+", " ");
        if (!PREFERENCES.contains(name)) return plain;
        var elements = new ArrayList<>(Headers.split(plain.toLowerCase(Locale.ROOT), ','));
        elements.sort(null);
        return String.join(",", elements);
    }
}
