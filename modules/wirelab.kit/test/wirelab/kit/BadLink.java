package wirelab.kit;

import java.lang.reflect.InvocationTargetException;
import java.net.InetSocketAddress;

/// A relay of `wirelab.impair` for the tests of modules that do not know that module, as most must not: found by name at run
/// time.
public final class BadLink implements AutoCloseable {
    private final Object relay;

    private BadLink(Object relay) {
        this.relay = relay;
    }

    /// Puts a bad link before an address, for TCP and UDP.
    ///
    /// @param target the server or peer behind it
    /// @param line what the link does, as `LinkSpec` reads it: `loss=20% seed=7`
    /// @return the link
    public static BadLink start(InetSocketAddress target, String line) {
        try {
            var specs = load("LinkSpec");
            Object spec = specs.getMethod("parse", String.class).invoke(null, line);
            return new BadLink(load("Relay").getMethod("start", InetSocketAddress.class, specs).invoke(null, target, spec));
        } catch (InvocationTargetException e) {
            throw new IllegalStateException(e.getCause());
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Class<?> load(String name) throws ClassNotFoundException {
        var module = ModuleLayer.boot().findModule("wirelab.impair").orElseThrow();
        return Class.forName("wirelab.impair." + name, true, module.getClassLoader());
    }

    /// Where it listens.
    ///
    /// @return the address to use instead
    public InetSocketAddress address() {
        try {
            return (InetSocketAddress) relay.getClass().getMethod("address").invoke(relay);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    /// Takes the link away: connections are reset.
    @Override
    public void close() {
        try {
            ((AutoCloseable) relay).close();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
