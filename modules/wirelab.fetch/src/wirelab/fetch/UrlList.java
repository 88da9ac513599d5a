package wirelab.fetch;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import wirelab.http.ClientException;
import wirelab.http.ClientException.Kind;
import wirelab.kit.Failure;

/// URLs from a file, one a line; empty lines and those that begin with `#` count for nothing.
public final class UrlList {
    private static final int MAX_BYTES = 64 * 1024 * 1024;
    private static final int MOST = 1_000_000;

    private UrlList() {}

    /// Reads a file.
    ///
    /// @param name of the file, `-` for standard input
    /// @return the lines as they stand there; whether they are URLs is for whoever fetches them to see
    /// @throws ClientException when it cannot be read, or is too long
    public static List<String> read(String name) throws ClientException {
        try {
            if (name.equals("-")) return read(System.in, "standard input");
            try (InputStream in = Files.newInputStream(Path.of(name))) {
                return read(in, name);
            }
        } catch (ClientException e) {
            throw e;
        } catch (IOException e) {
            throw new ClientException(Kind.FILE, "cannot read " + name + ": " + Failure.reason(e), e);
        }
    }

    static List<String> read(InputStream in, String name) throws IOException {
        byte[] bytes = in.readNBytes(MAX_BYTES + 1);
        if (bytes.length > MAX_BYTES) throw new ClientException(Kind.FILE, name + " is longer than " + MAX_BYTES + " bytes");
        var urls = new ArrayList<String>();
        String text = new String(bytes, StandardCharsets.UTF_8);
        for (String line : (text.startsWith("\ufeff") ? text.substring(1) : text).split("\r\n|\n|\r")) {
            String url = line.strip();
            if (url.isEmpty() || url.startsWith("#")) continue;
            if (urls.size() == MOST) throw new ClientException(Kind.FILE, name + " has more than " + MOST + " URLs");
            urls.add(url);
        }
        return urls;
    }
}
