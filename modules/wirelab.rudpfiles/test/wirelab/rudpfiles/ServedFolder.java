package wirelab.rudpfiles;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import wirelab.kit.Host;
import wirelab.kit.Secrets;
import wirelab.rudp.RudpIdentity;
import wirelab.rudp.RudpOptions;
import wirelab.rudp.RudpTrace;

/// A server of a folder, and its client with a folder of its own, over real sockets.
@Tag("socket")
@Timeout(120)
abstract class ServedFolder {
    static final RudpOptions PLAIN = RudpOptions.DEFAULTS.withPlain(true);
    static final FileService.Options OPTIONS = FileService.Options.DEFAULTS.withTransport(PLAIN);

    @TempDir
    Path folder;
    @TempDir
    Path here;
    FileService server;
    RemoteFolder remote;

    @BeforeEach
    void start() throws IOException {
        serve(OPTIONS);
    }

    void serve(FileService.Options options) throws IOException {
        server = FileService.start(Host.HERE, options, folder, RudpIdentity.create(Secrets.RANDOM));
        remote = RemoteFolder.connect(Host.HERE, server.address(), PLAIN, RudpTrace.NONE);
    }

    @AfterEach
    void stop() {
        remote.close();
        server.close();
    }

    static byte[] random(int length) {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return bytes;
    }
}
