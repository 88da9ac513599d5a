package wirelab.proxy;

import wirelab.http.Exchange;
import wirelab.http.Preconditions;
import wirelab.http.RequestHead;

/// One request that the server behind is asked about.
///
/// @param slot what is kept and must be validated, or `null`
/// @param part what is kept and must be completed, or `null`
/// @param why as `Cache-Status` puts it
record Asked(Exchange exchange, Destination to, MemoryStore.Slot slot, MemoryStore.Slot part, String why) {
    Asked(Exchange exchange, Destination to, MemoryStore.Slot slot, String why) {
        this(exchange, to, slot, null, why);
    }

    /// The same, but for all of it.
    Asked whole() {
        return new Asked(exchange, to, slot, why);
    }

    RequestHead request() {
        return exchange.request();
    }

    /// Whether others who want the same may share the answer: not a part, and not an answer about this client's own copy.
    boolean shareable() {
        var headers = request().headers();
        boolean conditional = slot == null && Preconditions.any(headers);
        return request().method().equals("GET") && !headers.has("Range") && !conditional && !why.equals("request");
    }
}
