package wirelab.shell;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import wirelab.kit.Host;

/// What can be started at the prompt: every public class of the house with a `start` or `open` that takes a host. It is
/// looked up and not listed, so that a new module is there without being named here.
final class Startable {
    private Startable() {}

    /// {@return lines as one types them, in order}
    static List<String> all() {
        var lines = new ArrayList<String>();
        for (String name : classes()) {
            Class<?> type = load(name);
            if (type == null || !Modifier.isPublic(type.getModifiers())) continue;
            if (!AutoCloseable.class.isAssignableFrom(type)) continue;
            Arrays.stream(type.getMethods()).filter(Startable::starts).map(Startable::typed).distinct().sorted()
                    .forEach(lines::add);
        }
        return lines;
    }

    private static boolean starts(Method method) {
        return Modifier.isStatic(method.getModifiers()) && method.getReturnType() == method.getDeclaringClass()
                && method.getParameterCount() > 0 && method.getParameterTypes()[0] == Host.class;
    }

    private static String typed(Method method) {
        var arguments = new ArrayList<>(List.of("here.host()"));
        for (Class<?> type : Arrays.asList(method.getParameterTypes()).subList(1, method.getParameterCount())) {
            arguments.add(argument(type));
        }
        String name = method.getDeclaringClass().getSimpleName() + "." + method.getName();
        return name + "(" + String.join(", ", arguments) + ")";
    }

    private static String argument(Class<?> type) {
        if (!type.getName().startsWith("wirelab.")) return type.getSimpleName();
        String name = type.getName().substring(type.getPackageName().length() + 1).replace('$', '.');
        boolean preset = Arrays.stream(type.getFields()).anyMatch(field -> field.getName().equals("DEFAULTS"));
        return preset ? name + ".DEFAULTS" : type.getSimpleName();
    }

    private static Class<?> load(String name) {
        try {
            return Class.forName(name, false, Startable.class.getClassLoader());
        } catch (ClassNotFoundException | LinkageError _) {
            // A file in the folder that is no class of ours.
            return null;
        }
    }

    private static Stream<String> inModules() {
        return ModuleLayer.boot().configuration().modules().stream()
                .filter(module -> module.name().startsWith("wirelab.") && !module.name().equals("wirelab.scripts"))
                .flatMap(module -> {
                    try (var reader = module.reference().open()) {
                        return reader.list().toList().stream();
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                });
    }

    private static Stream<String> inFolder() {
        Path root = ShellScript.root();
        try (var files = Files.walk(root.resolve("wirelab"))) {
            return files.map(file -> root.relativize(file).toString().replace('\\', '/')).toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> classes() {
        var files = Startable.class.getModule().isNamed() ? inModules() : inFolder();
        return files.filter(file -> file.matches("wirelab/\\w+/\\w+\\.class"))
                .map(file -> file.replace('/', '.').substring(0, file.length() - ".class".length())).sorted().toList();
    }
}
