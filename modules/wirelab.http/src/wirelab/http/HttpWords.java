package wirelab.http;

import java.nio.ByteBuffer;
import wirelab.kit.Tap;

/// Says what goes over an HTTP connection: start lines as they are, everything else as so many bytes.
final class HttpWords implements Tap.Words {
    private static final int LONGEST = 100;

    @Override
    public String describe(Tap.Direction direction, ByteBuffer bytes) {
        var line = new StringBuilder();
        for (int i = bytes.position(); i < bytes.limit() && line.length() < LONGEST && bytes.get(i) >= ' '; i++) {
            line.append((char) bytes.get(i));
        }
        boolean start = line.indexOf("HTTP/1.") == 0 || line.indexOf(" HTTP/1.") > 0;
        return start ? line.toString() : null;
    }
}
