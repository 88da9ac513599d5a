package wirelab.netview;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Which processes hold which sockets: the links in `/proc/PID/fd` that read `socket:[INODE]`.
///
/// Reading all of them costs more than all else that is read, so it is done when there is a socket that was not there
/// before, and now and then, since a socket may be handed on. Of others' processes root alone is told.
final class SocketOwners {
    private static final String SOCKET = "socket:[";
    /// So many times in a row what is known is believed.
    private static final int BELIEVED = 20;

    private final Path proc;
    private Map<Long, List<ProcessEntry>> known = new HashMap<>();
    private Set<Long> missed = new HashSet<>();
    private int uses;
    private int scans;

    SocketOwners(Path proc) {
        this.proc = proc;
    }

    /// {@return the same sockets with their processes}
    synchronized List<SocketEntry> add(List<SocketEntry> sockets) throws IOException {
        boolean stranger = sockets.stream().anyMatch(socket -> socket.inode() != 0 && !known.containsKey(socket.inode())
                && !missed.contains(socket.inode()));
        if (stranger || ++uses >= BELIEVED) {
            scan();
            missed = new HashSet<>();
            for (var socket : sockets) if (!known.containsKey(socket.inode())) missed.add(socket.inode());
        }
        return sockets.stream().map(socket -> {
            var owners = socket.inode() == 0 ? null : known.get(socket.inode());
            return owners == null ? socket : socket.ownedBy(owners);
        }).toList();
    }

    int scans() {
        return scans;
    }

    private void scan() throws IOException {
        var found = new HashMap<Long, List<ProcessEntry>>();
        try (var processes = Files.newDirectoryStream(proc, "[0-9]*")) {
            for (var process : processes) descriptors(process, found);
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        known = found;
        uses = 0;
        scans++;
    }

    private static void descriptors(Path process, Map<Long, List<ProcessEntry>> found) {
        ProcessEntry entry = null;
        String[] names = process.resolve("fd").toFile().list();
        // Not ours to see, or ended meanwhile.
        if (names == null) return;
        String folder = process + "/fd/";
        for (String name : names) {
            long inode = inode(folder, name);
            if (inode < 0) continue;
            if (entry == null) entry = entry(process);
            var owners = found.computeIfAbsent(inode, _ -> new ArrayList<>(1));
            // Several descriptors of one process may be the same socket.
            if (owners.isEmpty() || !owners.getLast().equals(entry)) owners.add(entry);
        }
    }

    private static long inode(String folder, String name) {
        try {
            return inode(Files.readSymbolicLink(Path.of(folder, name)).toString());
        } catch (IOException _) {
            // Closed meanwhile.
            return -1;
        }
    }

    /// {@return the number in `socket:[123]`, or -1}
    static long inode(String target) {
        if (!target.startsWith(SOCKET) || !target.endsWith("]")) return -1;
        try {
            return Math.max(-1, Long.parseLong(target.substring(SOCKET.length(), target.length() - 1)));
        } catch (NumberFormatException _) {
            return -1;
        }
    }

    private static ProcessEntry entry(Path process) {
        long pid = Long.parseLong(process.getFileName().toString());
        try {
            String name = new String(Files.readAllBytes(process.resolve("comm")), StandardCharsets.UTF_8);
            return new ProcessEntry(pid, name.endsWith("\n") ? name.substring(0, name.length() - 1) : name);
        } catch (IOException _) {
            // Ended meanwhile.
            return new ProcessEntry(pid, "?");
        }
    }
}
