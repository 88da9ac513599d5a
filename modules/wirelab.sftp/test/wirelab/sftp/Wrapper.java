package wirelab.sftp;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import wirelab.kit.Peer;

/// A small program that starts our server, for clients that take a program and no words with it; whatever they say to it (a
/// host, a subsystem) is not looked at.
final class Wrapper {
    private Wrapper() {}

    static Path of(Path folder, String... options) throws IOException {
        String command = Arrays.stream(Peer.command(List.of(), "SftpServer", options))
                .map(word -> "'" + word.replace("'", "'\\''") + "'").collect(Collectors.joining(" "));
        var file = Files.writeString(folder.resolve("serve"), "#!/bin/sh\ncd '" + Path.of("").toAbsolutePath() + "' && exec "
                + command + "\n");
        file.toFile().setExecutable(true, false);
        return file;
    }
}
