package wirelab.kit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// The floors of the house, read from the sources: who may require whom, and that a name means one thing.
class HouseTest {
    private static final Path MODULES = Path.of("modules");
    private static final Pattern REQUIRES = Pattern.compile("(?m)^    requires (?:transitive )?(wirelab\\.\\w+);");
    /// The foundation, from the ground up: a module may require those of lower floors.
    private static final List<Set<String>> FLOORS = List.of(Set.of("kit"),
            Set.of("program", "measure", "chat", "hosts", "simulation"), Set.of("tap", "impair", "pty"));
    /// Protocols that are built on another one; no others require a protocol.
    private static final Map<String, Set<String>> BUILT_ON = Map.ofEntries(
            Map.entry("site", Set.of("http")),
            Map.entry("fetch", Set.of("http")),
            Map.entry("intermediary", Set.of("http")),
            Map.entry("proxy", Set.of("intermediary", "login")),
            Map.entry("balancer", Set.of("intermediary")),
            Map.entry("nat", Set.of("stun")),
            Map.entry("natlab", Set.of("nat", "stun")),
            Map.entry("netview", Set.of("stun")),
            Map.entry("daytime", Set.of("ntp")),
            Map.entry("login", Set.of("echo")),
            Map.entry("rtt", Set.of("ntp")),
            Map.entry("index", Set.of("http", "mdns", "multicast", "search")),
            Map.entry("search", Set.of("pdf", "terms")),
            Map.entry("ssh", Set.of("keys", "login")),
            Map.entry("sshclient", Set.of("ssh")),
            Map.entry("mapreduce", Set.of("http", "terms")),
            Map.entry("replica", Set.of("folder", "http", "raft")),
            Map.entry("replicasimple", Set.of("folder", "replica")),
            Map.entry("replicaterminal", Set.of("folder", "replica")),
            Map.entry("replicaview", Set.of("replica")),
            Map.entry("rudp", Set.of("congestion", "noise")),
            Map.entry("rudpfiles", Set.of("rudp")),
            Map.entry("rudpcompare", Set.of("rudp")),
            Map.entry("qlog", Set.of("rudp")));
    /// What every module has one of.
    private static final Set<String> ROLES = Set.of("Action", "Event", "Command", "Request");
    /// What jshell imports by itself.
    private static final List<String> JSHELL = List.of("java/io", "java/math", "java/net", "java/nio/file", "java/util",
            "java/util/concurrent", "java/util/function", "java/util/regex", "java/util/stream");
    /// More files than that, and there is a second module in them.
    private static final int MOST_FILES = 40;

    private static List<String> modules() throws IOException {
        try (var folders = Files.list(MODULES)) {
            return folders.filter(folder -> Files.exists(folder.resolve("src/module-info.java")))
                    .map(folder -> folder.getFileName().toString().substring("wirelab.".length())).sorted().toList();
        }
    }

    private static Set<String> requires(String module) throws IOException {
        var info = Files.readString(MODULES.resolve("wirelab." + module).resolve("src/module-info.java"));
        var found = new TreeSet<String>();
        REQUIRES.matcher(info).results().forEach(m -> found.add(m.group(1).substring("wirelab.".length())));
        return found;
    }

    private static int floor(String module) {
        for (int i = 0; i < FLOORS.size(); i++) if (FLOORS.get(i).contains(module)) return i;
        return FLOORS.size();
    }

    @Test
    void arrowsBetweenModulesPointDownOnly() throws IOException {
        var wrong = new ArrayList<String>();
        for (String module : modules()) {
            for (String below : requires(module)) {
                boolean builtOn = BUILT_ON.getOrDefault(module, Set.of()).contains(below);
                if (floor(below) >= floor(module) && !builtOn) wrong.add(module + " -> " + below);
            }
        }
        assertEquals(List.of(), wrong);
        assertEquals(Set.of(), requires("kit"), "the kit stands on java.base alone");
    }

    @Test
    void aModuleIsOnePackageOfAtMostFortyFiles() throws IOException {
        var wrong = new ArrayList<String>();
        for (String module : modules()) {
            Path sources = MODULES.resolve("wirelab." + module).resolve("src");
            try (var files = Files.walk(sources)) {
                var classes = files.filter(file -> file.toString().endsWith(".java")
                        && !file.endsWith("module-info.java")).toList();
                var folders = classes.stream().map(file -> sources.relativize(file.getParent()).toString())
                        .distinct().toList();
                if (!folders.equals(List.of("wirelab/" + module))) wrong.add(module + " has the packages " + folders);
                if (classes.size() > MOST_FILES) wrong.add(module + " has " + classes.size() + " files");
            }
        }
        assertEquals(List.of(), wrong);
    }

    @Test
    void noPublicNameStandsInTwoModulesOrInWhatJshellImports() throws IOException {
        var jdk = new TreeSet<String>();
        var image = FileSystems.getFileSystem(URI.create("jrt:/"));
        for (String folder : JSHELL) {
            try (var classes = Files.list(image.getPath("/modules/java.base", folder))) {
                classes.forEach(file -> jdk.add(file.getFileName().toString().replace(".class", "")));
            }
        }
        try (var classes = Files.list(image.getPath("/modules/java.prefs/java/util/prefs"))) {
            classes.forEach(file -> jdk.add(file.getFileName().toString().replace(".class", "")));
        }
        assertTrue(jdk.containsAll(Set.of("List", "Preferences")), "the classes of the JDK were not found");
        var homes = new TreeMap<String, Set<String>>();
        var wrong = new TreeSet<String>();
        for (String module : modules()) {
            for (String name : publicNames(module)) {
                if (jdk.contains(name)) wrong.add(name + " of " + module + " is one of the JDK");
                if (!ROLES.contains(name)) homes.computeIfAbsent(name, _ -> new TreeSet<>()).add(module);
            }
        }
        homes.forEach((name, where) -> {
            if (where.size() > 1) wrong.add(name + " stands in " + where);
        });
        assertEquals(Set.of(), wrong);
    }

    private static Set<String> publicNames(String module) throws IOException {
        var names = new TreeSet<String>();
        try (var files = Files.walk(MODULES.resolve("wirelab." + module).resolve("src/wirelab"))) {
            for (Path file : files.filter(file -> file.toString().endsWith(".java")).toList()) {
                String name = file.getFileName().toString().replace(".java", "");
                var declared = Pattern.compile("(?m)^public [a-z -]*\\b" + name + "\\b");
                if (declared.matcher(Files.readString(file)).find()) names.add(name);
            }
        }
        return names;
    }
}
