package wirelab.proxy;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import wirelab.http.Headers;

/// A cache control field that is aimed at some caches alone (RFC 9213): where `CDN-Cache-Control` is there and can be read,
/// `Cache-Control` and `Expires` count for nothing here.
///
/// It is a dictionary of structured fields (RFC 9651, section 3.2), read strictly: one mistake and the whole field is as
/// good as absent.
///
/// ```
/// sf-dictionary = member *( OWS "," OWS member )      member = key [ "=" item ] *( ";" parameter )
/// ```
final class Targeted {
    static final String FIELD = "CDN-Cache-Control";

    private final String text;
    private int at;

    private Targeted(String text) {
        this.text = text;
    }

    /// What the field says.
    ///
    /// @return `null` when it is absent, empty or malformed
    static Directives of(Headers headers) {
        String text = headers.joined(FIELD);
        if (text == null) return null;
        try {
            var members = new Targeted(text).dictionary();
            return members.isEmpty() ? null : new Directives(members);
        } catch (Malformed _) {
            return null;
        }
    }

    /// Its only message is that it came.
    private static final class Malformed extends Exception {
        private static final long serialVersionUID = 1L;
    }

    private Map<String, String> dictionary() throws Malformed {
        var members = new HashMap<String, String>();
        skip(" ");
        while (at < text.length()) {
            String key = key();
            String value = "";
            boolean said = true;
            if (take('=')) {
                String item = item();
                said = !item.equals("?0");
                value = item.startsWith("?") ? "" : item;
            }
            parameters();
            // The last of several counts (section 4.2.2), and a directive that is false is not given.
            members.remove(key);
            if (said) members.put(key.toLowerCase(Locale.ROOT), value);
            skip(" \t");
            if (at == text.length()) break;
            if (!take(',')) throw new Malformed();
            skip(" \t");
            if (at == text.length()) throw new Malformed();
        }
        return members;
    }

    private void parameters() throws Malformed {
        while (take(';')) {
            skip(" ");
            key();
            if (take('=')) item();
        }
    }

    private String key() throws Malformed {
        int from = at;
        while (at < text.length() && (isLower(text.charAt(at)) || text.charAt(at) == '*'
                || at > from && (isDigit(text.charAt(at)) || "_-.".indexOf(text.charAt(at)) >= 0))) {
            at++;
        }
        if (at == from) throw new Malformed();
        return text.substring(from, at);
    }

    /// An integer, a boolean, a string or a token; a decimal or anything else is no time and no directive's argument here.
    private String item() throws Malformed {
        int from = at;
        if (take('?')) {
            if (!take('0') && !take('1')) throw new Malformed();
            return text.substring(from, at);
        }
        if (take('"')) return string();
        boolean number = at < text.length() && (isDigit(text.charAt(at)) || text.charAt(at) == '-');
        if (number) return number();
        while (at < text.length() && isTokenCharacter(text.charAt(at))) at++;
        if (at == from) throw new Malformed();
        return text.substring(from, at);
    }

    private String number() throws Malformed {
        int from = at;
        take('-');
        int digits = at;
        while (at < text.length() && isDigit(text.charAt(at))) at++;
        if (at == digits || at - digits > 15) throw new Malformed();
        if (take('.')) {
            int fraction = at;
            while (at < text.length() && isDigit(text.charAt(at))) at++;
            if (at == fraction || at - fraction > 3) throw new Malformed();
        }
        return text.substring(from, at);
    }

    private String string() throws Malformed {
        var value = new StringBuilder();
        while (at < text.length()) {
            char c = text.charAt(at++);
            if (c == '"') return value.toString();
            if (c == '\\') {
                if (at == text.length() || text.charAt(at) != '"' && text.charAt(at) != '\\') throw new Malformed();
                c = text.charAt(at++);
            } else if (c < ' ' || c > '~') {
                throw new Malformed();
            }
            value.append(c);
        }
        throw new Malformed();
    }

    private boolean take(char c) {
        if (at == text.length() || text.charAt(at) != c) return false;
        at++;
        return true;
    }

    private void skip(String these) {
        while (at < text.length() && these.indexOf(text.charAt(at)) >= 0) at++;
    }

    private static boolean isLower(char c) {
        return c >= 'a' && c <= 'z';
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    private static boolean isTokenCharacter(char c) {
        return isLower(c) || c >= 'A' && c <= 'Z' || isDigit(c) || "!#$%&'*+-.^_`|~:/".indexOf(c) >= 0;
    }
}
