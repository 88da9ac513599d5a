package wirelab.mdns;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import wirelab.kit.Address;
import wirelab.kit.Bytes;
import wirelab.kit.UsageException;

/// What a record says, by its type; how it is written stands in `DnsDataFormat`.
public sealed interface DnsData {
    int type();

    /// {@return its bytes with no pointer in them, by which records are compared (RFC 6762, section 8.2)}
    default Bytes bytes() {
        var out = new DnsWriter(false);
        DnsDataFormat.write(out, this);
        return Bytes.wrap(out.fields().done());
    }

    /// A or AAAA: an address of a host.
    record HostAddress(InetAddress address) implements DnsData {
        @Override
        public int type() {
            return address instanceof Inet4Address ? DnsType.A : DnsType.AAAA;
        }

        @Override
        public String toString() {
            return Address.text(address);
        }
    }

    /// PTR: another name.
    record Pointer(DnsName target) implements DnsData {
        @Override
        public int type() {
            return DnsType.PTR;
        }

        @Override
        public String toString() {
            return target.toString();
        }
    }

    /// SRV (RFC 2782): where a service is to be had.
    record Service(int priority, int weight, int port, DnsName target) implements DnsData {
        @Override
        public int type() {
            return DnsType.SRV;
        }

        @Override
        public String toString() {
            return target + ":" + port;
        }
    }

    /// TXT (RFC 6763, section 6): strings, of which empty ones say nothing.
    ///
    /// @param strings each of 1 to 255 bytes
    record Strings(List<Bytes> strings) implements DnsData {
        public static final Strings NONE = new Strings(List.of());
        static final int MOST = 255;

        public Strings {
            strings = List.copyOf(strings);
            for (var each : strings) {
                if (each.length() == 0 || each.length() > MOST) {
                    throw new UsageException("a string of a TXT record has 1 to 255 bytes, not " + each.length());
                }
            }
        }

        /// {@return what has these keys and values}
        ///
        /// @throws UsageException when a key is none, or a value is too long
        public static Strings of(Map<String, String> pairs) {
            var all = new ArrayList<Bytes>();
            pairs.forEach((key, value) -> {
                if (!key.matches("[ -<>-~]+")) throw new UsageException("'" + key + "' is no key of a TXT record");
                all.add(Bytes.wrap((key + "=" + value).getBytes(StandardCharsets.UTF_8)));
            });
            return new Strings(all);
        }

        /// {@return keys and values; of a key that comes twice the first one counts (section 6.4), a key without a value has
        /// an empty one}
        public Map<String, String> pairs() {
            var pairs = new LinkedHashMap<String, String>();
            for (var each : strings) {
                String text = each.text();
                int sign = text.indexOf('=');
                if (sign != 0) pairs.putIfAbsent(sign < 0 ? text : text.substring(0, sign), sign < 0 ? ""
                        : text.substring(sign + 1));
            }
            return pairs;
        }

        /// {@return how many bytes it has in a record}
        int length() {
            return strings.stream().mapToInt(each -> 1 + each.length()).sum();
        }

        @Override
        public int type() {
            return DnsType.TXT;
        }

        @Override
        public String toString() {
            return strings.stream().map(Bytes::text).toList().toString();
        }
    }

    /// NSEC (RFC 4034, section 4): which types a name has; what is not among them does not exist (RFC 6762, section 6.1).
    ///
    /// @param next the name itself, in multicast DNS
    record Next(DnsName next, SortedSet<Integer> types) implements DnsData {
        @Override
        public int type() {
            return DnsType.NSEC;
        }

        @Override
        public String toString() {
            return types.stream().map(DnsType::name).toList().toString();
        }
    }

    /// What nobody here has to understand.
    record Other(int type, Bytes content) implements DnsData {}
}
