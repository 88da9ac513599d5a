package wirelab.mdns;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.TreeSet;

/// The records of one service on one link: what a responder is the owner of there.
///
/// | record | says | shared with others | seconds (RFC 6762, section 10) |
/// | --- | --- | --- | --- |
/// | `_services._dns-sd._udp.local` PTR | there are services of this type | yes | 4,500 |
/// | `TYPE.local` PTR | there is this instance | yes | 4,500 |
/// | `NAME.TYPE.local` SRV, TXT | port and host; all else | no | 120; 4,500 |
/// | `HOST.local` A, AAAA | the addresses on this link | no | 120 |
/// | NSEC for both names | there is nothing else | no | 120 |
final class Zone {
    private static final long LONG = 4_500;
    private static final long SHORT = 120;

    private final List<DnsRecord> all = new ArrayList<>();
    private final List<DnsRecord> absences = new ArrayList<>();
    private final DnsName instance;
    private final DnsName host;

    Zone(ServiceInstance service, List<InetAddress> addresses) {
        var type = ServiceInstance.typeName(service.type());
        instance = service.instance();
        host = service.host();
        all.add(new DnsRecord(type, false, LONG, new DnsData.Pointer(instance)));
        all.add(new DnsRecord(ServiceInstance.TYPES, false, LONG, new DnsData.Pointer(type)));
        all.add(new DnsRecord(instance, true, SHORT, new DnsData.Service(0, 0, service.port(), host)));
        all.add(new DnsRecord(instance, true, LONG, service.text()));
        for (var address : addresses) all.add(new DnsRecord(host, true, SHORT, new DnsData.HostAddress(address)));
        for (var name : List.of(instance, host)) {
            var types = new TreeSet<Integer>();
            for (var record : all) if (record.name().equals(name)) types.add(record.type());
            absences.add(new DnsRecord(name, true, SHORT, new DnsData.Next(name, types)));
        }
    }

    /// {@return what is announced}
    List<DnsRecord> all() {
        return all;
    }

    /// {@return what nobody else may say something else of}
    List<DnsRecord> unique() {
        return all.stream().filter(DnsRecord::flush).toList();
    }

    /// {@return whether nobody else may have a name}
    boolean owns(DnsName name) {
        return name.equals(instance) || name.equals(host);
    }

    boolean has(DnsRecord record) {
        return all.stream().anyMatch(record::says) || absences.stream().anyMatch(record::says);
    }

    /// {@return what answers a question; that there is nothing, when that is for this responder to say; else nothing}
    List<DnsRecord> answers(DnsQuestion question) {
        var found = all.stream().filter(question::isAnsweredBy).toList();
        if (!found.isEmpty() || !owns(question.name())) return found;
        boolean internet = question.space() == DnsType.INTERNET || question.space() == DnsType.ANY;
        return internet ? absences.stream().filter(each -> each.name().equals(question.name())).toList() : List.of();
    }

    /// {@return what those who hear some answers will ask next (RFC 6763, section 12)}
    List<DnsRecord> beside(List<DnsRecord> answers) {
        var beside = new LinkedHashSet<DnsRecord>();
        for (var answer : answers) {
            boolean toInstance = answer.data() instanceof DnsData.Pointer(var target) && target.equals(instance);
            if (!toInstance && answer.type() != DnsType.SRV && answer.type() != DnsType.A && answer.type() != DnsType.AAAA) {
                continue;
            }
            for (var record : all) {
                boolean ofInstance = toInstance && record.name().equals(instance);
                if (ofInstance || record.name().equals(host)) beside.add(record);
            }
        }
        answers.forEach(beside::remove);
        return List.copyOf(beside);
    }
}
