package wirelab.program;

import java.lang.reflect.Proxy;

/// Signals that are no end: SIGHUP, which administrators send to a server whose log they have renamed, and SIGWINCH, with
/// which a terminal says that it has another size. Nobody needs to listen: SIGHUP then ends the process, which stays so for
/// every program that has no log, and SIGWINCH does nothing.
///
/// The JDK has no API of its own for signals but that of the module jdk.unsupported, of which the compiler warns whoever
/// names it; it is asked for by name here, and where it is not, or the system has no such signal, nothing changes.
public final class Signals {
    private Signals() {}

    /// Does something each time, on a thread of its own, one after the other.
    ///
    /// @param name without the `SIG`: `HUP` or `WINCH`
    /// @return whether this process can hear the signal
    public static boolean listen(String name, Runnable action) {
        try {
            var signal = Class.forName("sun.misc.Signal");
            var handler = Class.forName("sun.misc.SignalHandler");
            var listener = Proxy.newProxyInstance(handler.getClassLoader(), new Class<?>[] {handler},
                    (proxy, method, args) -> switch (method.getName()) {
                        case "hashCode" -> System.identityHashCode(proxy);
                        case "equals" -> proxy == args[0];
                        case "toString" -> "listens to SIG" + name;
                        default -> {
                            action.run();
                            yield null;
                        }
                    });
            signal.getMethod("handle", signal, handler).invoke(null, signal.getConstructor(String.class).newInstance(name),
                    listener);
            return true;
        } catch (ReflectiveOperationException _) {
            return false;
        }
    }
}
