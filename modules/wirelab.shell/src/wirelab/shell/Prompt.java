package wirelab.shell;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import jdk.jshell.spi.ExecutionControlProvider;
import jdk.jshell.tool.JavaShellToolBuilder;
import wirelab.kit.Failure;

/// The JDK's own prompt in this process, with the values that a [Tutor] has made.
public final class Prompt {
    private Prompt() {}

    /// Hands over to the prompt, and returns when the user leaves it.
    ///
    /// @param tutor whose declarations are there again
    /// @throws IOException when the prompt cannot begin
    public static void open(Tutor tutor) throws IOException {
        Path folder = Files.createTempDirectory("wirelab-shell");
        var files = new ArrayList<Path>(List.of(folder));
        var thread = Thread.currentThread();
        var before = thread.getContextClassLoader();
        try (var loader = loader(folder, files)) {
            Path startup = Files.write(folder.resolve("startup.jsh"), tutor.declarations());
            files.add(startup);
            thread.setContextClassLoader(loader);
            JavaShellToolBuilder.builder().run("--execution", OnThisThread.NAME, "--class-path",
                    ShellScript.root().toString(), "--startup", startup.toString());
        } catch (IOException e) {
            throw e;
        } catch (Exception e) {
            throw new IOException("the prompt cannot begin: " + Failure.line(e), e);
        } finally {
            thread.setContextClassLoader(before);
            for (Path file : files.reversed()) Files.deleteIfExists(file);
        }
    }

    /// The tool finds its engine by name, among services. A module says what it provides; a folder of classes, as
    /// `java scripts/Shell.java` has them, says it in a file, and that file is made here.
    private static URLClassLoader loader(Path folder, List<Path> files) throws IOException {
        Path services = folder.resolve("META-INF/services");
        files.add(folder.resolve("META-INF"));
        files.add(services);
        Files.createDirectories(services);
        Path service = services.resolve(ExecutionControlProvider.class.getName());
        files.add(Files.writeString(service, OnThisThread.class.getName()));
        boolean named = Prompt.class.getModule().isNamed();
        return new URLClassLoader(named ? new URL[0] : new URL[] {folder.toUri().toURL()}, Prompt.class.getClassLoader());
    }
}
