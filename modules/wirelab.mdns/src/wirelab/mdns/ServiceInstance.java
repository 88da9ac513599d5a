package wirelab.mdns;

import java.util.List;
import java.util.Map;
import wirelab.kit.UsageException;
import wirelab.kit.Visible;

/// A service that somebody offers (RFC 6763, section 4): what people call it, of what type it is, and where it can be had.
///
/// @param name what people choose among: 1 to 63 bytes of any text
/// @param type such as `_http._tcp`
/// @param host the name of the host, such as `ada.local`
/// @param port of the service on that host
/// @param text what else is to be known of it
public record ServiceInstance(String name, String type, DnsName host, int port, DnsData.Strings text) {
    /// Of all that one service says, so that all of it fits one datagram (RFC 6762, section 17).
    static final int MOST_TEXT = 800;
    static final DnsName LOCAL = DnsName.of("local");
    /// Where all types of services are listed (RFC 6763, section 9).
    static final DnsName TYPES = DnsName.of("_services._dns-sd._udp.local");
    private static final String TYPE = "_[A-Za-z0-9](-?[A-Za-z0-9])*\\._(tcp|udp)";
    private static final int MOST_TYPE = 16;

    public ServiceInstance {
        DnsName.of(List.of(name));
        typeName(type);
        if (port < 0 || port > 0xffff) throw new UsageException(port + " is no port");
    }

    /// A service of this program.
    ///
    /// @param host a name for this host alone, without a dot
    /// @param pairs keys and values of its text
    /// @throws UsageException when a name is none, or the text is too long
    public static ServiceInstance of(String name, String type, String host, int port, Map<String, String> pairs) {
        var service = new ServiceInstance(name, type, DnsName.of(List.of(host)).below(LOCAL), port,
                DnsData.Strings.of(pairs));
        if (service.text.length() > MOST_TEXT) {
            throw new UsageException("the text of a service has " + MOST_TEXT + " bytes at most, not "
                    + service.text.length());
        }
        return service;
    }

    /// {@return the name below which the instances of a type stand}
    ///
    /// @throws UsageException when it is no type of services
    public static DnsName typeName(String type) {
        if (!type.matches(TYPE) || type.indexOf('.') > MOST_TYPE) {
            throw new UsageException("'" + type + "' is no type of services such as _http._tcp");
        }
        return DnsName.of(type).below(LOCAL);
    }

    /// {@return the full name of the instance}
    DnsName instance() {
        return DnsName.of(List.of(name)).below(typeName(type));
    }

    /// {@return the same under names that are not taken yet, as far as is known: `ada (2)` on `ada-2.local`}
    ///
    /// @param instance whether somebody has the name of the instance
    /// @param host whether somebody has that of the host
    ServiceInstance renamed(boolean instance, boolean host) {
        var label = host ? DnsName.next(this.host.labels().getFirst(), "-", "") : this.host.labels().getFirst();
        return new ServiceInstance(instance ? DnsName.next(name, " (", ")") : name, type,
                DnsName.of(List.of(label)).below(LOCAL), port, text);
    }

    /// {@return the same with another text}
    ServiceInstance withText(DnsData.Strings text) {
        return new ServiceInstance(name, type, host, port, text);
    }

    @Override
    public String toString() {
        return Visible.name(name) + " (" + Visible.of(type) + ") at " + Visible.of(host.toString()) + ":" + port
                + (text.strings().isEmpty() ? "" : " " + Visible.of(text.toString()));
    }
}
