package wirelab.mapreduce;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.FileObject;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.JavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import wirelab.kit.UsageException;

/// Compiles a job in memory, and loads it by a class loader of its own, which is gone with the job.
final class JobCompiler {
    /// A mapper is given one job for many portions; so many sources it remembers what came of.
    private static final int REMEMBERED = 8;

    /// By source, the one used last at the end; guarded by itself.
    private static final Map<String, Map<String, ByteArrayOutputStream>> COMPILED = new LinkedHashMap<>(16, .75f, true);

    private JobCompiler() {}

    /// @param name of the public class, without a package
    /// @return a class of its own each time, whose static fields nobody shares
    /// @throws UsageException with the compiler's first words when it cannot be compiled
    static Class<?> load(String name, String source) {
        Map<String, ByteArrayOutputStream> classes;
        synchronized (COMPILED) {
            classes = COMPILED.get(source);
            if (classes == null) COMPILED.put(source, classes = compile(name, source));
            if (COMPILED.size() > REMEMBERED) COMPILED.remove(COMPILED.keySet().iterator().next());
        }
        try {
            return new Loader(classes).loadClass(name);
        } catch (ClassNotFoundException e) {
            throw new UsageException(name + ".java does not hold the class " + name);
        }
    }

    private static Map<String, ByteArrayOutputStream> compile(String name, String source) {
        var compiler = ToolProvider.getSystemJavaCompiler();
        if (compiler == null) throw new UsageException("a shipped job needs a JDK, this is a Java without a compiler");
        var mistakes = new DiagnosticCollector<JavaFileObject>();
        var classes = new HashMap<String, ByteArrayOutputStream>();
        try (var files = new Memory(compiler.getStandardFileManager(mistakes, Locale.ROOT, null), classes)) {
            var text = new SimpleJavaFileObject(URI.create("memory:///" + name + ".java"), JavaFileObject.Kind.SOURCE) {
                @Override
                public CharSequence getCharContent(boolean ignore) {
                    return source;
                }
            };
            var task = compiler.getTask(null, files, mistakes, options(), null, List.of(text));
            if (!task.call()) throw new UsageException(name + ".java: " + first(mistakes));
            return classes;
        } catch (IOException e) {
            throw new UsageException(name + ".java: " + e.getMessage());
        }
    }

    /// The interface is found where this module itself is: among modules, or on the class path of a source launch.
    private static List<String> options() {
        if (!Job.class.getModule().isNamed()) return List.of("-proc:none");
        return List.of("-proc:none", "--add-modules", Job.class.getModule().getName(),
                "--module-path", System.getProperty("jdk.module.path", ""));
    }

    private static String first(DiagnosticCollector<JavaFileObject> mistakes) {
        return mistakes.getDiagnostics().stream().filter(one -> one.getKind() == Diagnostic.Kind.ERROR).limit(1)
                .map(one -> "line " + one.getLineNumber() + ": "
                        + one.getMessage(Locale.ROOT).lines().findFirst().orElse(""))
                .collect(Collectors.joining());
    }

    private static final class Memory extends ForwardingJavaFileManager<JavaFileManager> {
        private final Map<String, ByteArrayOutputStream> classes;

        Memory(JavaFileManager files, Map<String, ByteArrayOutputStream> classes) {
            super(files);
            this.classes = classes;
        }

        @Override
        public JavaFileObject getJavaFileForOutput(Location location, String name, JavaFileObject.Kind kind,
                FileObject from) {
            return new SimpleJavaFileObject(URI.create("memory:///" + name + ".class"), kind) {
                @Override
                public OutputStream openOutputStream() {
                    return classes.computeIfAbsent(name, _ -> new ByteArrayOutputStream());
                }
            };
        }
    }

    private static final class Loader extends ClassLoader {
        private final Map<String, ByteArrayOutputStream> classes;

        Loader(Map<String, ByteArrayOutputStream> classes) {
            super(Job.class.getClassLoader());
            this.classes = classes;
        }

        @Override
        protected Class<?> findClass(String name) throws ClassNotFoundException {
            var bytes = classes.get(name);
            if (bytes == null) throw new ClassNotFoundException(name);
            return defineClass(name, bytes.toByteArray(), 0, bytes.size());
        }
    }
}
