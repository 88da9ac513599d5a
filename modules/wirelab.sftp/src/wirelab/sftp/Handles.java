package wirelab.sftp;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.util.HashMap;
import java.util.Map;
import wirelab.kit.Bytes;
import wirelab.kit.FieldWriter;
import wirelab.sftp.Opened.OpenFile;
import wirelab.sftp.Opened.OpenFolder;

/// What is open in a session, by handle. Handles are numbers that are used once; those of other sessions are not known here.
final class Handles implements AutoCloseable {
    private final Map<Bytes, Opened> open = new HashMap<>();
    private final int most;
    private long last;

    Handles(int most) {
        this.most = most;
    }

    /// Asked before something is opened, so that a client with too many costs no descriptor.
    void needRoom() throws FileSystemException {
        if (open.size() >= most) throw new FileSystemException(null, null, "more than " + most + " files are open");
    }

    Bytes add(Opened opened) {
        var handle = Bytes.wrap(new FieldWriter(8).u64(++last).done());
        open.put(handle, opened);
        return handle;
    }

    OpenFile file(Bytes handle) throws FileSystemException {
        if (any(handle) instanceof OpenFile file) return file;
        throw new FileSystemException(null, null, "the handle is of a folder");
    }

    OpenFile readable(Bytes handle) throws FileSystemException {
        var file = file(handle);
        if (!file.reads()) throw new FileSystemException(null, null, "the file was not opened to be read");
        return file;
    }

    OpenFile writable(Bytes handle) throws FileSystemException {
        var file = file(handle);
        if (!file.writes()) throw new FileSystemException(null, null, "the file was not opened to be written");
        return file;
    }

    OpenFolder folder(Bytes handle) throws FileSystemException {
        if (any(handle) instanceof OpenFolder folder) return folder;
        throw new FileSystemException(null, null, "the handle is of a file");
    }

    Opened any(Bytes handle) throws FileSystemException {
        var opened = open.get(handle);
        if (opened == null) throw new FileSystemException(null, null, "no such handle");
        return opened;
    }

    void close(Bytes handle) throws IOException {
        var opened = any(handle);
        open.remove(handle);
        opened.close();
    }

    int count() {
        return open.size();
    }

    @Override
    public void close() {
        for (var opened : open.values()) {
            try {
                opened.close();
            } catch (IOException _) {
                // The session is over: there is nobody left to tell.
            }
        }
        open.clear();
    }
}
