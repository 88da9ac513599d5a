package wirelab.http;

/// What a client prefers (RFC 9110, section 12.5), from lists such as `text/html, application/json;q=0.8, */*;q=0.1`.
public final class Accept {
    private Accept() {}

    /// {@return how much a client wants a media type: 0 to 1; 1 when it says nothing}
    public static double mediaType(Headers headers, String type) {
        if (!headers.has("Accept")) return 1;
        String group = type.substring(0, type.indexOf('/')) + "/*";
        double best = 0;
        int bestMatch = 0;
        for (String element : headers.elements("Accept")) {
            String range = name(element);
            int match = range.equalsIgnoreCase(type) ? 3 : range.equalsIgnoreCase(group) ? 2 : range.equals("*/*") ? 1 : 0;
            if (match > bestMatch) {
                bestMatch = match;
                best = quality(element);
            }
        }
        return best;
    }

    /// Whether a client rather has JSON than a page for people.
    public static boolean prefersJson(Headers headers) {
        return headers.has("Accept") && mediaType(headers, "application/json") > mediaType(headers, "text/html");
    }

    /// Whether a client takes a content coding. One that says nothing takes none here: it would be allowed (section 12.5.3),
    /// but such clients are the ones that cannot.
    public static boolean encoding(Headers headers, String coding) {
        double any = 0;
        for (String element : headers.elements("Accept-Encoding")) {
            String name = name(element);
            if (name.equalsIgnoreCase(coding) || name.equalsIgnoreCase("x-" + coding)) return quality(element) > 0;
            if (name.equals("*")) any = quality(element);
        }
        return any > 0;
    }

    private static String name(String element) {
        int semicolon = element.indexOf(';');
        return (semicolon < 0 ? element : element.substring(0, semicolon)).strip();
    }

    /// The weight of an element; what cannot be read counts as 1.
    private static double quality(String element) {
        for (String parameter : element.split(";")) {
            String text = parameter.strip();
            if (!text.startsWith("q=") && !text.startsWith("Q=")) continue;
            try {
                return Math.clamp(Double.parseDouble(text.substring(2)), 0.0, 1.0);
            } catch (NumberFormatException _) {
                return 1;
            }
        }
        return 1;
    }
}
