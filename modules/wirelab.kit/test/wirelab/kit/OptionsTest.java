package wirelab.kit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.module.ResolvedModule;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/// Options are values: two servers that are started from the same ones share nothing that changes.
class OptionsTest {
    private static final Set<Class<?>> VALUES = Set.of(String.class, Integer.class, Long.class, Duration.class,
            ZoneId.class, Locale.class, Path.class, InetAddress.class, InetSocketAddress.class);
    /// What is no value by its type, and may be in options all the same.
    private static final Map<String, String> EXCEPTIONS = Map.of(
            "javax.net.ssl.SSLContext", "keys and whom they trust: nobody changes one that is made",
            "wirelab.kit.Tap$Words", "a function of the bytes alone",
            "wirelab.http.Transcript", "nothing that the client changes: clients of one may be told of together",
            "wirelab.http.ClientOptions$Memory", "cookies, which the clients of one user are to share",
            "wirelab.daytime.TimeFormat", "a pattern, read: a function of the time alone",
            "wirelab.http.Headers", "a list of fields that does not change",
            "wirelab.ssh.Subsystem", "what is run for each session anew");

    private static List<Class<?>> options() throws Exception {
        var found = new ArrayList<Class<?>>();
        for (var module : ModuleLayer.boot().configuration().modules()) {
            if (!module.name().startsWith("wirelab.") || module.name().equals("wirelab.scripts")) continue;
            for (String name : classes(module)) {
                if (!name.endsWith("Options")) continue;
                var type = Class.forName(ModuleLayer.boot().findModule(module.name()).orElseThrow(), name);
                if (type.isRecord()) found.add(type);
            }
        }
        return found;
    }

    private static List<String> classes(ResolvedModule module) throws IOException {
        try (var reader = module.reference().open(); var names = reader.list()) {
            return names.filter(name -> name.endsWith(".class") && !name.equals("module-info.class"))
                    .map(name -> name.replace(".class", "").replace('/', '.')).toList();
        }
    }

    @Test
    void everyComponentOfOptionsIsAValue() throws Exception {
        var all = options();
        assertTrue(all.contains(TcpServer.Options.class) && all.size() > 20, all.toString());
        var wrong = new TreeSet<String>();
        var used = new TreeSet<String>();
        for (var type : all) look(type, type.getName(), wrong, used);
        assertEquals(Set.of(), wrong, "no values");
        assertEquals(new TreeSet<>(EXCEPTIONS.keySet()), used, "exceptions that are used");
    }

    private static void look(Type type, String where, Set<String> wrong, Set<String> used) {
        if (type instanceof ParameterizedType generic) {
            var raw = (Class<?>) generic.getRawType();
            if (raw != List.class && raw != Set.class && raw != Map.class) wrong.add(where + ": " + generic);
            for (var part : generic.getActualTypeArguments()) look(part, where, wrong, used);
            return;
        }
        var plain = (Class<?>) type;
        if (EXCEPTIONS.containsKey(plain.getName())) {
            used.add(plain.getName());
        } else if (plain.isPrimitive() || plain.isEnum() || VALUES.contains(plain)) {
            return;
        } else if (plain.isRecord()) {
            for (var part : plain.getRecordComponents()) {
                look(part.getGenericType(), plain.getName() + "." + part.getName(), wrong, used);
            }
        } else if (plain.isSealed()) {
            for (var kind : plain.getPermittedSubclasses()) look(kind, where, wrong, used);
        } else {
            wrong.add(where + ": " + plain.getName());
        }
    }

    /// Whoever changes a list that was put into options changes nothing in them.
    @Test
    void collectionsInOptionsAreCopies() throws Exception {
        int looked = 0;
        for (var type : options()) {
            var defaults = Arrays.stream(type.getFields()).filter(field -> field.getName().equals("DEFAULTS")).findFirst();
            if (defaults.isEmpty()) continue;
            var parts = type.getRecordComponents();
            var values = new Object[parts.length];
            for (int i = 0; i < parts.length; i++) values[i] = mine(parts[i].getAccessor().invoke(defaults.get().get(null)));
            var made = type.getConstructor(Arrays.stream(parts).map(RecordComponent::getType).toArray(Class[]::new))
                    .newInstance(values);
            for (int i = 0; i < parts.length; i++) {
                if (!(values[i] instanceof Collection || values[i] instanceof Map)) continue;
                assertNotSame(values[i], parts[i].getAccessor().invoke(made), type.getName() + "." + parts[i].getName());
                looked++;
            }
        }
        assertTrue(looked > 0, "no collections were found");
    }

    private static Object mine(Object value) {
        return switch (value) {
            case List<?> list -> new ArrayList<>(list);
            case Set<?> set -> new HashSet<>(set);
            case Map<?, ?> map -> new HashMap<>(map);
            case null, default -> value;
        };
    }
}
