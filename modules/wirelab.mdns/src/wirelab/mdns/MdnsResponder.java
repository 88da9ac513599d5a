package wirelab.mdns;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Map;
import java.util.function.Consumer;
import wirelab.kit.Counters;
import wirelab.kit.Driver;
import wirelab.kit.Host;
import wirelab.kit.Secrets;

/// Makes a service known to everybody on the link, as avahi and Bonjour do: a [ResponderMachine] with sockets.
public final class MdnsResponder implements AutoCloseable {
    private final MdnsSockets sockets;
    private final ResponderMachine machine;
    private final Driver<MdnsAction> driver;
    private final Consumer<ServiceInstance> claimed;

    private record Arrival(int link, DnsMessage message, InetSocketAddress source) {}

    private MdnsResponder(Host host, MdnsOptions options, ServiceInstance service, Consumer<ServiceInstance> claimed)
            throws IOException {
        this.claimed = claimed;
        var links = host.call(() -> MdnsLink.of(options));
        sockets = MdnsSockets.open(host, "mdns", links, true, this::received);
        machine = new ResponderMachine(System.nanoTime(), service, links.stream().map(MdnsLink::addresses).toList(),
                options.port(), sockets.hearsAlone(), Secrets.RANDOM);
        driver = new Driver<>("mdns", machine, this::perform);
    }

    /// Starts to claim the names of a service; that takes a second.
    ///
    /// @param service under the names that it would like; [#service()] says which ones it got
    /// @param claimed told of the names whenever they have become this service's own; must be quick
    /// @throws IOException when the group of multicast DNS cannot be joined on any link
    public static MdnsResponder start(Host host, MdnsOptions options, ServiceInstance service,
            Consumer<ServiceInstance> claimed) throws IOException {
        var responder = new MdnsResponder(host, options, service, claimed);
        responder.sockets.start();
        responder.driver.start();
        return responder;
    }

    private void received(int link, DnsMessage message, InetSocketAddress source) {
        driver.enter(new Arrival(link, message, source), (now, it) -> machine.received(now, it.link, it.message, it.source));
    }

    private void perform(MdnsAction action) {
        switch (action) {
            case MdnsAction.Send send -> sockets.send(send);
            case MdnsAction.Claimed(var service) -> claimed.accept(service);
            case MdnsAction.Found _, MdnsAction.Lost _ -> throw new IllegalStateException("a responder looks for nobody");
        }
    }

    /// {@return the service, as it is called now}
    public ServiceInstance service() {
        return driver.ask(machine::service);
    }

    /// Waits until the names are its own.
    ///
    /// @return whether they are, before the limit
    public boolean awaitClaimed(Duration limit) throws InterruptedException {
        return driver.await(machine::holds, limit);
    }

    /// Tells everybody another text; several within a second are told as one.
    ///
    /// @param pairs keys and values
    public void update(Map<String, String> pairs) {
        driver.enter(DnsData.Strings.of(pairs), machine::update);
    }

    /// {@return what happened at the sockets}
    public Counters counters() {
        return sockets.counters();
    }

    /// {@return what happened to the names}
    public Counters names() {
        return machine.counters();
    }

    /// Takes the service back, and ends.
    @Override
    public void close() {
        driver.enter(machine::leave);
        driver.close();
        sockets.close();
    }

    @Override
    public String toString() {
        return driver.ask(machine::toString);
    }
}
