package wirelab.kit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.UnknownHostException;
import java.nio.channels.ClosedChannelException;
import java.nio.charset.MalformedInputException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FailureTest {
    private static void said(String line, String reason, Throwable e) {
        assertEquals(line, Failure.line(e));
        assertEquals(reason, Failure.reason(e));
    }

    @Test
    void theNameOfAFileStandsOnceInALineAndNotInAReason() {
        said("x.svg: no such file", "no such file", new NoSuchFileException("x.svg"));
        said("x.svg: No space left on device", "No space left on device",
                new FileSystemException("x.svg", null, "No space left on device"));
        said("x: it is there already", "it is there already", new FileAlreadyExistsException("x"));
        said("x: it is no folder", "it is no folder", new NotDirectoryException("x"));
        said("x: the folder is not empty", "the folder is not empty", new DirectoryNotEmptyException("x"));
        said("x: file system", "file system", new FileSystemException("x"));
        said("x: no such file", "no such file", new UncheckedIOException(new NoSuchFileException("x")));
        assertEquals("no such folder", Failure.writing(new NoSuchFileException("a/x.svg")));
        assertEquals("No space left on device", Failure.writing(new FileSystemException("x", null,
                "No space left on device")));
    }

    @Test
    void whatTheSystemItselfSaysOfFilesIsSo(@TempDir Path folder) {
        var missing = assertThrows(IOException.class, () -> Files.readString(folder.resolve("a")));
        said(folder.resolve("a") + ": no such file", "no such file", missing);
        var written = assertThrows(IOException.class, () -> Files.writeString(folder, ""));
        said(folder + ": Is a directory", "Is a directory", written);
        var made = assertThrows(IOException.class, () -> Files.createDirectory(folder));
        said(folder + ": it is there already", "it is there already", made);
    }

    @Test
    void noClassIsNamedButForAMistakeOfTheProgram() {
        for (var e : new Exception[] {new IOException("Connection reset"), new GeneralSecurityException("Connection reset"),
            new UsageException("Connection reset")}) {
            said("Connection reset", "Connection reset", e);
        }
        assertEquals("unknown host nosuch.invalid", Failure.reason(new UnknownHostException("nosuch.invalid")));
        assertEquals("unknown host nosuch.invalid",
                Failure.reason(new UnknownHostException("nosuch.invalid: Name or service not known")));
        assertEquals("unknown host b", Failure.reason(new UnknownHostException("unknown host b")));
        assertEquals("it is no text in UTF-8", Failure.reason(new MalformedInputException(1)));
        assertEquals("it is closed", Failure.reason(new ClosedChannelException()));
        assertEquals("it ended too early", Failure.reason(new EOFException()));
        assertEquals("input or output failed", Failure.reason(new IOException()));
        assertEquals("general security", Failure.reason(new GeneralSecurityException(" ")));
        assertEquals("'a\0b' cannot be the name of a file: Nul character not allowed",
                Failure.reason(assertThrows(InvalidPathException.class, () -> Path.of("a\0b"))));
        assertEquals("there is not enough memory", Failure.reason(new OutOfMemoryError("Java heap space")));
        assertEquals("a mistake in the program: IllegalStateException: not open",
                Failure.reason(new IllegalStateException("not open")));
        assertEquals("a mistake in the program: NullPointerException", Failure.reason(new NullPointerException()));
    }
}
