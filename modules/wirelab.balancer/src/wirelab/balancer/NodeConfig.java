package wirelab.balancer;

import java.util.List;
import wirelab.kit.Ini;

/// A node as `config.ini` describes it.
///
/// @param name of its section
/// @param host its address, or a name that is looked up again and again
/// @param weight how much of the work it gets beside the others
/// @param max requests at once; 0 for any number
/// @param backup whether it works only when no other can
/// @param drain whether it gets no new clients
/// @param tls whether it is spoken to over TLS
public record NodeConfig(String name, String host, int port, int weight, int max, boolean backup, boolean drain,
        boolean tls) {
    private static final List<String> KEYS = List.of("host", "port", "weight", "max", "backup", "drain", "tls");

    static NodeConfig of(Ini.Section section) {
        var keys = new Keys(section, KEYS);
        String host = section.required("host");
        if (!host.matches("[A-Za-z0-9._:%-]{1,255}")) throw section.error("host", "no name and no address of a host");
        return new NodeConfig(section.name(), host, section.number("port", 1, 65_535), keys.number("weight", 1, 1, 100),
                keys.number("max", 0, 0, 1_000_000), keys.flag("backup"), keys.flag("drain"), keys.flag("tls"));
    }

    /// {@return whether what is known of one is true of the other}
    boolean sameProgram(NodeConfig other) {
        return host.equals(other.host) && port == other.port && tls == other.tls;
    }

    /// {@return `HOST:PORT`, as it stands in a URL}
    String authority() {
        return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
    }
}
