package wirelab.http;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/// Percent-encoding (RFC 3986, section 2.1).
final class Percent {
    private Percent() {}

    /// Takes the encoding off; a percent sign that begins none stays as it is.
    static byte[] decode(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        var decoded = new ByteArrayOutputStream(bytes.length);
        for (int i = 0; i < bytes.length; i++) {
            boolean encoded = bytes[i] == '%' && i + 2 < bytes.length && Syntax.hex(bytes[i + 1]) >= 0
                    && Syntax.hex(bytes[i + 2]) >= 0;
            if (encoded) {
                decoded.write(Syntax.hex(bytes[i + 1]) << 4 | Syntax.hex(bytes[i + 2]));
                i += 2;
            } else {
                decoded.write(bytes[i]);
            }
        }
        return decoded.toByteArray();
    }
}
