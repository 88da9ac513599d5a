package wirelab.terms;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.function.LongBinaryOperator;

/// Any number of runs as one sequence, with no more of them open at once than memory and system allow: where there are
/// more, some are merged to longer ones first.
public final class RunMerge {
    /// More than these are open at once only where somebody has the memory for it; each costs a buffer and a descriptor.
    private static final int FEWEST = 8;
    private static final int MOST = 256;

    private RunMerge() {}

    /// {@return how many runs may be open at once}
    ///
    /// @param memory bytes for their buffers
    public static int most(long memory) {
        return Math.clamp(memory / RunFile.BUFFER, FEWEST, MOST);
    }

    /// Merges runs until there are few enough.
    ///
    /// @param most as many may be left
    /// @param folder for the longer ones, whose names end in `.run`, too
    /// @param keeps whether the given ones must stay; if not, what was merged is deleted
    /// @return those that are left; what is not among the given ones is the caller's to delete
    public static List<Path> fewer(List<Path> runs, int most, LongBinaryOperator combine, Path folder, boolean keeps)
            throws IOException {
        var left = new ArrayDeque<>(runs);
        var made = new HashSet<Path>();
        try {
            while (left.size() > most) {
                var batch = new ArrayList<Path>();
                for (int n = Math.min(most, left.size() - most + 1); n > 0; n--) batch.add(left.poll());
                var longer = Files.createTempFile(folder, "merged", ".run");
                made.add(longer);
                // Only the name was wanted.
                Files.delete(longer);
                try (var records = MergedRecords.of(open(batch), combine)) {
                    RunFile.write(longer, records);
                }
                for (var run : batch) if (!keeps || made.contains(run)) Files.delete(run);
                left.add(longer);
            }
            return List.copyOf(left);
        } catch (IOException e) {
            for (var run : made) Files.deleteIfExists(run);
            throw e;
        }
    }

    /// Opens runs, or none of them.
    public static List<SortedRecords> open(List<Path> runs) throws IOException {
        var all = new ArrayList<SortedRecords>();
        try {
            for (var run : runs) all.add(RunFile.read(run));
            return all;
        } catch (IOException e) {
            for (var one : all) one.close();
            throw e;
        }
    }
}
