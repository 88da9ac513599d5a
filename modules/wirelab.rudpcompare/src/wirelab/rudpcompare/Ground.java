package wirelab.rudpcompare;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;
import wirelab.hosts.Namespace;
import wirelab.impair.LinkSpec;
import wirelab.impair.TunLink;
import wirelab.kit.Host;
import wirelab.kit.Tap;

/// Two hosts and what lies between them. Data goes from left to right.
///
/// @param address of the host at the right
/// @param end takes it away again
record Ground(Namespace left, Namespace right, String address, Runnable end) implements AutoCloseable {
    private static final AtomicInteger NUMBER = new AtomicInteger();

    /// A link that misbehaves as told.
    ///
    /// @param tap sees what enters it and comes out at the left
    static Ground link(LinkSpec spec, Tap tap) throws IOException {
        var tun = TunLink.start(spec, TunLink.Options.DEFAULTS, tap);
        return new Ground(Namespace.named(tun.left().namespace()), Namespace.named(tun.right().namespace()),
                tun.right().address(), tun::close);
    }

    /// A cable: two virtual Ethernet devices of the kernel, as fast as the machine.
    static Ground cable() throws IOException {
        String name = "wlcable" + ProcessHandle.current().pid() + "-" + NUMBER.getAndIncrement();
        var left = Namespace.create(name + "l");
        try {
            var right = Namespace.create(name + "r");
            var ground = new Ground(left, right, "10.78.0.2", () -> {
                left.close();
                right.close();
            });
            left.ip("link add cable type veth peer name cable netns " + right.name()
                    + "\naddr add 10.78.0.1/24 dev cable\nlink set cable up");
            right.ip("addr add 10.78.0.2/24 dev cable\nlink set cable up");
            return ground;
        } catch (IOException e) {
            left.close();
            throw e;
        }
    }

    Host sender() {
        return left.host();
    }

    Host receiver() {
        return right.host();
    }

    @Override
    public void close() {
        end.run();
    }
}
