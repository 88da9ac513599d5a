package wirelab.measure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// Where the results of a benchmark are kept: `out/bench/NAME.json`, and each table as `out/bench/NAME.csv`.
public final class Results {
    private Results() {}

    /// Writes the results and says where.
    ///
    /// @param json all that was found, as [Json] writes it
    /// @param tables the first goes to `NAME.csv`, the second to `NAME-2.csv`, and so on
    public static void write(String name, Object json, Table... tables) throws IOException {
        var folder = Files.createDirectories(Path.of("out", "bench"));
        for (int i = 0; i < tables.length; i++) {
            Files.writeString(folder.resolve(name + (i == 0 ? "" : "-" + (i + 1)) + ".csv"), tables[i].csv());
        }
        var file = folder.resolve(name + ".json");
        Files.writeString(file, Json.text(json));
        System.out.println(file);
    }
}
