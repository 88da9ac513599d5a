package wirelab.raft;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeSet;

/// Where the contents come from that answers show: each must come about before its answer, out of what is in the tree and
/// of writes and moves that are still to come. An order after which it cannot need not be followed.
///
/// Sets of paths are bits of a number. Should there be more, the last ones share one: then more is thought possible.
final class Origins {
    /// Part of a content that one write may have brought.
    ///
    /// @param from number of an end, which is where a part may end; so is `to`
    /// @param writer number of an operation with an answer, or the complement of a kind's
    private record Piece(int from, int to, int path, int writer) {}

    /// @param readers numbers of the operations whose answers show it
    /// @param latest when the last of them was answered
    /// @param ends lengths to which writes may have brought it; the last is the whole
    /// @param pieces by where they begin
    private record Content(String text, int path, BitSet readers, long latest, int[] ends, List<Piece> pieces) {}

    private record Move(int from, int to, int writer) {}

    private record File(String path, String text) {}

    private static final int MOST_PATHS = Long.SIZE;
    private static final String NOTHING = "no such file";

    private final Sightings sightings;
    private final Map<String, Integer> paths = new HashMap<>();
    private final List<Move> moves = new ArrayList<>();
    private final List<Content> contents = new ArrayList<>();

    Origins(Sightings sightings) {
        this.sightings = sightings;
        for (int i = -sightings.kinds.size(); i < sightings.answered.size(); i++) {
            String command = sightings.command(i);
            for (String path : SmallTree.paths(command)) path(path);
            addMove(command, i);
        }
        readers().forEach((file, readers) -> contents.add(content(file, readers)));
    }

    private int path(String path) {
        int next = Math.min(paths.size(), MOST_PATHS - 1);
        return paths.computeIfAbsent(path, _ -> next);
    }

    private void addMove(String command, int writer) {
        var words = command.split(" ", 3);
        if (words[0].equals("mv") || words[0].equals("cp")) moves.add(new Move(path(words[1]), path(words[2]), writer));
    }

    private Map<File, BitSet> readers() {
        var readers = new HashMap<File, BitSet>();
        for (int i = 0; i < sightings.answered.size(); i++) {
            var operation = sightings.answered.get(i);
            for (var file : shown(operation)) readers.computeIfAbsent(file, _ -> new BitSet()).set(i);
        }
        return readers;
    }

    /// {@return what an answer shows; none when one cannot be sure}
    private List<File> shown(Operation operation) {
        String result = operation.result();
        if (operation.command().startsWith("get ") && !result.equals(NOTHING)) {
            return List.of(new File(operation.command().substring("get ".length()), result));
        }
        var files = new ArrayList<File>();
        if (!operation.command().equals("ls") || !result.startsWith("{") || !result.endsWith("}")) return files;
        for (String entry : result.substring(1, result.length() - 1).split(", ")) {
            var words = entry.split("=", -1);
            // Such a text may stand for several files, or for part of one.
            if (words.length != 2 || entry.contains(",")) return List.of();
            files.add(new File(words[0], words[1]));
        }
        return files;
    }

    private Content content(File file, BitSet readers) {
        record Part(int from, int to, int path, int writer) {}
        var parts = new ArrayList<Part>();
        var ends = new TreeSet<>(List.of(0, file.text.length()));
        for (Integer at = 0; at != null; at = ends.higher(at)) {
            for (int i = -sightings.kinds.size(); i < sightings.answered.size(); i++) {
                String command = sightings.command(i);
                String text = SmallTree.text(command);
                boolean fits = at == 0 || command.startsWith("append ");
                if (text.isEmpty() || !fits || !file.text.startsWith(text, at)) continue;
                parts.add(new Part(at, at + text.length(), path(command.split(" ", 3)[1]), i));
                ends.add(at + text.length());
            }
        }
        var sorted = ends.stream().mapToInt(it -> it).toArray();
        var pieces = parts.stream().map(it -> new Piece(Arrays.binarySearch(sorted, it.from),
                Arrays.binarySearch(sorted, it.to), it.path, it.writer)).toList();
        long latest = sightings.answered.get(readers.length() - 1).ended();
        return new Content(file.text, path(file.path), readers, latest, sorted, pieces);
    }

    /// Looks for an answer that is still to be explained and can no longer be.
    ///
    /// @param lacked gets the kinds without which it would be explained, perhaps, if fewer of them were used
    /// @return the operations that were so answered; none when all is well
    List<Operation> lost(BitSet done, int[] used, SortedMap<String, String> tree, BitSet lacked) {
        var ways = ways(done, used);
        for (var content : contents) {
            var waiting = (BitSet) content.readers.clone();
            waiting.andNot(done);
            if (waiting.isEmpty() || mayCome(content, done, used, tree, ways)) continue;
            for (var piece : content.pieces) addUsed(piece.writer, used, lacked);
            for (var move : moves) addUsed(move.writer, used, lacked);
            return waiting.stream().mapToObj(sightings.answered::get).toList();
        }
        return List.of();
    }

    private static void addUsed(int writer, int[] used, BitSet lacked) {
        if (writer < 0 && used[~writer] > 0) lacked.set(~writer);
    }

    private boolean mayCome(Content content, BitSet done, int[] used, SortedMap<String, String> tree, long[] ways) {
        // Under which paths the content may come to stand, up to each of its ends.
        var where = new long[content.ends.length];
        where[0] = -1;
        tree.forEach((path, text) -> {
            int end = content.text.startsWith(text) ? Arrays.binarySearch(content.ends, text.length()) : -1;
            if (end >= 0) where[end] |= ways[path(path)];
        });
        for (var piece : content.pieces) {
            boolean begins = (where[piece.from] & 1L << piece.path) != 0;
            if (begins && isLeft(piece.writer, content.latest, done, used)) where[piece.to] |= ways[piece.path];
        }
        return (where[where.length - 1] & 1L << content.path) != 0;
    }

    /// {@return for each path, those to which the moves and copies may bring it that are left}
    private long[] ways(BitSet done, int[] used) {
        var ways = new long[Math.min(paths.size(), MOST_PATHS)];
        for (int i = 0; i < ways.length; i++) ways[i] = 1L << i;
        var left = moves.stream().filter(it -> isLeft(it.writer, Operation.OPEN, done, used)).toList();
        for (boolean grows = true; grows;) {
            grows = false;
            for (var move : left) {
                for (int i = 0; i < ways.length; i++) {
                    if ((ways[i] & 1L << move.from) == 0 || (ways[i] & 1L << move.to) != 0) continue;
                    ways[i] |= 1L << move.to;
                    grows = true;
                }
            }
        }
        return ways;
    }

    private boolean isLeft(int writer, long latest, BitSet done, int[] used) {
        if (writer < 0) return sightings.began(~writer, used[~writer]) < latest;
        return !done.get(writer) && sightings.answered.get(writer).began() < latest;
    }
}
