package wirelab.kit;

import java.io.EOFException;
import java.io.UncheckedIOException;
import java.net.UnknownHostException;
import java.nio.channels.ClosedChannelException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.Locale;

/// What went wrong, in one line for people.
///
/// The JDK puts the name of a file into some messages and not into others, has messages that are nothing but such a name,
/// and failures without any message. Here the file's name stands in [#line] and not in [#reason], and the name of a class
/// only where the program itself is at fault: whoever reports that will be asked for it.
public final class Failure {
    private Failure() {}

    /// {@return what went wrong, with the file that it is about, if it is: `x.txt: no such file`}
    public static String line(Throwable e) {
        return switch (e) {
            case UncheckedIOException wrapped -> line(wrapped.getCause());
            case FileSystemException about when about.getFile() != null -> about.getFile() + ": " + reason(about);
            default -> reason(e);
        };
    }

    /// {@return what went wrong, for a line that has named the file already: `no such file`}
    public static String reason(Throwable e) {
        return switch (e) {
            case UncheckedIOException wrapped -> reason(wrapped.getCause());
            case NoSuchFileException _ -> "no such file";
            case AccessDeniedException _ -> "permission denied";
            case FileAlreadyExistsException _ -> "it is there already";
            case NotDirectoryException _ -> "it is no folder";
            case DirectoryNotEmptyException _ -> "the folder is not empty";
            case FileSystemException about when about.getReason() != null -> about.getReason();
            case FileSystemException about -> words(about);
            case CharacterCodingException _ -> "it is no text in UTF-8";
            case UnknownHostException unknown when unknown.getMessage() != null -> host(unknown.getMessage());
            case EOFException end when end.getMessage() == null -> "it ended too early";
            case ClosedChannelException _ -> "it is closed";
            case InvalidPathException bad -> "'" + bad.getInput() + "' cannot be the name of a file: " + bad.getReason();
            case UsageException mistake -> mistake.getMessage();
            case OutOfMemoryError _ -> "there is not enough memory";
            case RuntimeException mistake -> ofProgram(mistake);
            case Error mistake -> ofProgram(mistake);
            default -> isSaid(e) ? e.getMessage() : words(e);
        };
    }

    /// {@return as [#reason], where a file was to be written: what is missing then is its folder}
    public static String writing(Throwable e) {
        return e instanceof NoSuchFileException ? "no such folder" : reason(e);
    }

    private static String ofProgram(Throwable e) {
        return "a mistake in the program: " + e.getClass().getSimpleName() + (isSaid(e) ? ": " + e.getMessage() : "");
    }

    private static boolean isSaid(Throwable e) {
        return e.getMessage() != null && !e.getMessage().isBlank();
    }

    /// The resolver of the system adds words of its own behind the name.
    private static String host(String message) {
        return message.contains(" host ") ? message : "unknown host " + message.replaceFirst(": .*", "");
    }

    /// The name of its class as words, where there are no others.
    private static String words(Throwable e) {
        String name = e.getClass().getSimpleName().replaceFirst("(Exception|Error)$", "");
        String words = name.replaceAll("(?<=[a-z])(?=[A-Z])", " ").toLowerCase(Locale.ROOT);
        return words.equals("io") || words.isEmpty() ? "input or output failed" : words;
    }
}
