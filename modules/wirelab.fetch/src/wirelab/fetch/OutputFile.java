package wirelab.fetch;

import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import wirelab.http.ClientException;
import wirelab.http.ClientException.Kind;
import wirelab.http.ClientRequest;
import wirelab.http.ClientResponse;
import wirelab.http.HttpUrl;

/// Which file a resource goes to: one that the options name, a place in the copy of a site, or one named by the URL or by
/// the server.
final class OutputFile {
    /// Chooses the file for a URL.
    interface Place {
        /// {@return where a URL goes, as far as that is known before it has been asked for; nothing is made}
        Path find(HttpUrl url);

        /// Makes the folder for it, and sees to it that no other URL goes there.
        void make(HttpUrl url) throws ClientException;
    }

    private final DownloadOptions options;
    private final ClientRequest request;
    private final Place place;

    /// @param place `null` for the rules of the options
    OutputFile(DownloadOptions options, ClientRequest request, Place place) {
        this.options = options;
        this.request = request;
        this.place = place;
    }

    /// The file as far as it is known before the server has answered.
    Path path() {
        if (place != null) return place.find(request.url());
        return options.output() != null ? Path.of(options.output())
                : options.folder().resolve(FileNames.of(request.url()));
    }

    boolean isStandardOutput() {
        return place == null && "-".equals(options.output());
    }

    /// Whether a part of it is to be gone on with.
    boolean resumes() {
        return options.resume() && place == null && !isStandardOutput() && request.method().equals("GET");
    }

    /// Whether what is there is to be left alone, and something is there; a device or a pipe is there to be written to.
    ///
    /// @throws ClientException when it is there in part only: it must neither be overwritten nor pass as complete
    boolean isKept(Path path) throws ClientException {
        if (!options.keep() || isStandardOutput() || !Files.exists(path, LinkOption.NOFOLLOW_LINKS)) return false;
        if (Files.exists(path) && !Files.isRegularFile(path) && !Files.isDirectory(path)) return false;
        if (ResumeNote.read(path) == null) return true;
        throw new ClientException(Kind.OTHER, path + " is there, and not complete: it is left as it is");
    }

    /// Opens the file that a response goes to.
    ///
    /// @return `null` where something is there that is to be left alone
    Sink open(ClientResponse response) throws ClientException {
        if (isStandardOutput()) return Sink.standardOutput(options.checksum());
        if (place != null) place.make(response.request().url());
        Path path = pathOf(response);
        if (isKept(path)) return null;
        boolean device = Files.exists(path) && !Files.isRegularFile(path);
        if (options.keep() && !device) return Sink.createOnce(path, options.checksum());
        return isNamed() ? Sink.create(path, options.checksum()) : Sink.open(path, options.checksum());
    }

    /// Whether the server may name it.
    private boolean isNamed() {
        return place == null && options.output() == null && !options.resume() && !options.newer();
    }

    /// The file that a response goes to.
    Path pathOf(ClientResponse response) {
        if (place != null) return place.find(response.request().url());
        String given = isNamed() ? FileNames.ofDisposition(response.head().headers().first("Content-Disposition")) : null;
        return given == null ? path() : options.folder().resolve(given);
    }

    /// Whether what a URL has goes to the file that was known before; outside the copy of a site everything does.
    boolean isPlaceOf(HttpUrl url) {
        return place == null || place.find(url).equals(path());
    }

    /// Whether `-c` finds what lies in a file now.
    boolean isFoundAgain(Path file) {
        return place == null && request.method().equals("GET") && file.equals(path());
    }
}
