package wirelab.proxy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// One row of the tables beside this file: what an origin says, what a client asks, and what the client gets.
///
/// ```
/// 9111-4.2 fresh until max-age has passed       the section, and what is shown
/// < 200 Cache-Control: max-age=10 | Date: @0    what the origin says when it is asked next; @N: N seconds from now
/// > GET => origin                               asks; the answer must come from there
/// +9 > GET => hit                               nine seconds later: from what is kept
/// > GET Range: bytes=0-1 => hit 206 ~ ab        ... with this status, and this content
/// > GET => validated                            ... from what is kept, after the origin has said 304
/// ```
///
/// Behind the expectation may stand `with FIELD: VALUE` and `without FIELD`, each after a bar.
///
/// @param name of the row
/// @param steps its lines
record Scenario(String name, List<String> steps) {
    static List<Scenario> of(String file) throws IOException {
        var all = new ArrayList<Scenario>();
        for (String line : Files.readAllLines(Path.of("modules/wirelab.proxy/test/wirelab/proxy", file))) {
            if (line.isBlank() || line.startsWith("#")) continue;
            boolean step = line.startsWith("<") || line.startsWith(">") || line.startsWith("+");
            if (step) all.getLast().steps.add(line);
            else all.add(new Scenario(line.strip(), new ArrayList<>()));
        }
        return all;
    }

    @Override
    public String toString() {
        return name;
    }
}
