package wirelab.rtt;

import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;
import wirelab.kit.Text;
import wirelab.rtt.Probe.Fate;

/// What one stream of probes has shown, with all that RFC 2681 wants reported (section 2.8).
///
/// @param size bytes of payload of each probe
/// @param probes in the order of sending
/// @param duplicates further answers to a probe that was answered
/// @param reordered answers that came after that to a later probe
/// @param corrupted answers that were changed on the way; their probes count as lost
/// @param foreign datagrams that belong to nothing that was sent
/// @param malformed datagrams that break the protocol
/// @param calibration what this way of measuring adds, `null` when that was not found out
public record Summary(ProbeTarget target, ProbeOptions options, int size, List<Probe> probes, int duplicates, int reordered,
        long corrupted, long foreign, long malformed, Remarks remarks, Calibration calibration) {
    /// {@return how many probes have had this fate}
    public int count(Fate fate) {
        return (int) probes.stream().filter(probe -> probe.fate() == fate).count();
    }

    /// {@return the probes that were sent and are answered or lost}
    public List<Probe> settled() {
        return probes.stream().filter(probe -> probe.fate() != Fate.WAITING && probe.fate() != Fate.UNSENT).toList();
    }

    public int sent() {
        return settled().size();
    }

    public int answered() {
        return count(Fate.ANSWERED) + count(Fate.REFUSED);
    }

    /// {@return how many are lost: those whose answer came too late are among them}
    public int lost() {
        return count(Fate.LOST) + count(Fate.LATE);
    }

    /// {@return the delays from the moment of sending}
    public Delays delays() {
        return each(Probe::fromSend);
    }

    /// {@return the delays from the moment at which each probe was due}
    public Delays fromDue() {
        return each(Probe::fromDue);
    }

    /// {@return the delays less the time that the other end had each probe, as it says; where it says nothing, all of it}
    public Delays path() {
        return each(Probe::path);
    }

    private Delays each(ToDoubleFunction<Probe> delay) {
        return Delays.of(settled().stream().mapToDouble(delay).toArray());
    }

    /// {@return how delays vary from one probe to the next}
    public Variation variation() {
        return Variation.of(settled().stream().mapToDouble(Probe::fromSend).toArray());
    }

    /// {@return how much later than due probes were sent}
    public Delays lateness() {
        return Delays.of(settled().stream().mapToDouble(probe -> Math.max(0, probe.sent() - probe.due())).toArray());
    }

    /// {@return how long answers lay in the kernel, empty when it does not say}
    public Delays wakes() {
        return told(Probe::wake);
    }

    /// {@return how long the other end had the probes, empty when it does not say}
    public Delays inside() {
        return told(Probe::inside);
    }

    private Delays told(ToLongFunction<Probe> time) {
        return Delays.of(probes.stream().mapToLong(time).filter(nanos -> nanos >= 0).asDoubleStream().toArray());
    }

    /// One-way delays, where the other end has told its time: true only as far as both clocks agree, so that one of them can
    /// be negative.
    ///
    /// @return nanoseconds, in the order of sending; empty when it has not
    public double[] oneWay(boolean forward) {
        return probes.stream().mapToLong(forward ? Probe::forward : Probe::back).filter(nanos -> nanos != Probe.UNKNOWN)
                .asDoubleStream().toArray();
    }

    /// {@return answers for which TCP is known to have sent something again}
    public List<Probe> sentAgain() {
        return probes.stream().filter(probe -> probe.again() > 0).toList();
    }

    /// {@return the Type-P: protocol, port, size and precedence, which MUST be reported (RFC 2681, section 2.8.1)}
    public String typeP() {
        String port = target.address().getPort() == 0 ? "" : " to port " + target.address().getPort();
        return switch (target.kind()) {
            case TCP -> "TCP-SYN" + port;
            case TCP_ECHO -> "TCP" + port + ", " + Text.count(size, "byte") + " of echo";
            case PING -> "ICMP echo, " + Text.count(size, "byte");
            default -> "UDP" + port + ", " + Text.count(size, "byte") + " of " + target.kind();
        } + ", DSCP " + options.dscp();
    }

    /// Such as `UDP echo 192.0.2.1:7: 400 sent, 3 lost, median 20.317 ms`.
    @Override
    public String toString() {
        return target + ": " + sent() + " sent, " + lost() + " lost, median " + Delays.text(delays().median());
    }
}
