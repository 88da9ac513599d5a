package wirelab.mdns;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;
import wirelab.kit.Counters;
import wirelab.kit.Driver;
import wirelab.kit.Host;
import wirelab.kit.Secrets;

/// Knows which services of a type there are on the link: a [BrowserMachine] with sockets.
public final class MdnsBrowser implements AutoCloseable {
    private final List<MdnsLink> links;
    private final MdnsSockets sockets;
    private final BrowserMachine machine;
    private final Driver<MdnsAction> driver;
    private final Consumer<MdnsAction> listener;

    private record Arrival(int link, DnsMessage message, InetSocketAddress source) {}

    private MdnsBrowser(Host host, MdnsOptions options, String type, Consumer<MdnsAction> listener) throws IOException {
        this.listener = listener;
        links = host.call(() -> MdnsLink.of(options));
        machine = new BrowserMachine(System.nanoTime(), type, links.stream().map(each -> each.on().getIndex()).toList(),
                options.port(), Secrets.RANDOM);
        driver = new Driver<>("mdns", machine, this::perform);
        sockets = MdnsSockets.open(host, "mdns", links, false, this::received);
    }

    /// Starts to look for the services of a type.
    ///
    /// @param type such as `_http._tcp`
    /// @param listener told of each [MdnsAction.Found] and [MdnsAction.Lost]; must be quick
    /// @throws IOException when the group of multicast DNS cannot be joined on any link
    public static MdnsBrowser start(Host host, MdnsOptions options, String type, Consumer<MdnsAction> listener)
            throws IOException {
        var browser = new MdnsBrowser(host, options, type, listener);
        browser.sockets.start();
        browser.driver.start();
        return browser;
    }

    /// Looks for the services of a type for a while.
    ///
    /// @param patience how long; a second and a half has room for two questions
    /// @return what is there
    /// @throws IOException when the group of multicast DNS cannot be joined on any link
    public static List<FoundService> list(Host host, MdnsOptions options, String type, Duration patience)
            throws IOException {
        try (var browser = start(host, options, type, _ -> {})) {
            browser.await(_ -> false, patience);
            return browser.services();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted");
        }
    }

    private void received(int link, DnsMessage message, InetSocketAddress source) {
        driver.enter(new Arrival(link, message, source), (now, it) -> machine.received(now, it.link, it.message, it.source));
    }

    private void perform(MdnsAction action) {
        switch (action) {
            case MdnsAction.Send send -> sockets.send(send);
            case MdnsAction.Claimed _ -> throw new IllegalStateException("a browser has no names");
            case MdnsAction.Found(var service) -> listener.accept(new MdnsAction.Found(reach(service)));
            case MdnsAction.Lost(var service) -> listener.accept(new MdnsAction.Lost(reach(service)));
        }
    }

    private FoundService reach(FoundService found) {
        var link = links.get(found.link());
        return new FoundService(found.service(), found.addresses().stream().map(link::reach).toList(), found.link());
    }

    /// {@return the services that are there}
    public List<FoundService> services() {
        return driver.ask(machine::services).stream().map(this::reach).toList();
    }

    /// Waits until what is there is as it should be.
    ///
    /// @return whether it is, before the limit
    public boolean await(Predicate<Collection<FoundService>> wanted, Duration limit) throws InterruptedException {
        return driver.await(() -> wanted.test(machine.services()), limit);
    }

    /// {@return what happened at the sockets}
    public Counters counters() {
        return sockets.counters();
    }

    @Override
    public void close() {
        driver.close();
        sockets.close();
    }

    @Override
    public String toString() {
        return driver.ask(machine::toString);
    }
}
