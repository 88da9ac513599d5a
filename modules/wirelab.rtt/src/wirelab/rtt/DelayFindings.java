package wirelab.rtt;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import wirelab.kit.Text;
import wirelab.rtt.Probe.Fate;

/// What results mean, in sentences.
public final class DelayFindings {
    /// The first SYN is sent again after a second (RFC 6298, section 2).
    private static final double SECOND = 1e9;
    /// A delay by TCP that is so much longer than the median is worth a word.
    private static final double LONG = 50e6;

    private DelayFindings() {}

    /// {@return what is worth saying about each stream and about all together, at least a sentence for each stream}
    public static List<String> of(List<Summary> streams) {
        var found = new ArrayList<String>();
        for (var stream : streams) {
            var own = new ArrayList<String>();
            one(own, stream);
            if (own.isEmpty()) own.add("no loss, nothing doubled, nothing out of order.");
            own.forEach(sentence -> found.add(stream.target() + ": " + sentence));
        }
        compare(found, streams);
        return found;
    }

    private static void one(List<String> found, Summary stream) {
        int sent = stream.sent();
        if (sent == 0) {
            found.add("nothing could be sent.");
            return;
        }
        if (stream.count(Fate.REFUSED) > 0) {
            found.add(stream.count(Fate.REFUSED) + " of " + sent
                    + " connects were refused: the host is there, and nothing listens"
                    + " on port " + stream.target().address().getPort() + ".");
        }
        if (stream.answered() == 0) {
            found.add("no answer to any of " + Text.count(sent, "probe") + ".");
            return;
        }
        if (stream.target().kind().isDatagrams()) datagramLoss(found, stream);
        else streamLoss(found, stream);
        tally(found, stream);
        times(found, stream);
    }

    private static void datagramLoss(List<String> found, Summary stream) {
        if (stream.lost() == 0) return;
        found.add(String.format(Locale.ROOT, "%d of %d probes were lost (%.1f %%), at most %d in a row.", stream.lost(),
                stream.sent(), 100 * stream.delays().lossRatio(), longestOutage(stream)));
        long reached = stream.remarks().reached();
        if (reached >= 0) {
            found.add((stream.sent() - reached) + " of them were lost on the way there, " + (reached - stream.answered())
                    + " on the way back, as the numbers of the reflector tell.");
        }
    }

    private static int longestOutage(Summary stream) {
        int most = 0;
        int now = 0;
        for (var probe : stream.settled()) {
            now = probe.isAnswered() ? 0 : now + 1;
            most = Math.max(most, now);
        }
        return most;
    }

    private static void streamLoss(List<String> found, Summary stream) {
        String noun = stream.target().kind() == ProbeKind.TCP ? "connects" : "answers";
        if (stream.lost() > 0) {
            found.add(stream.lost() + " of " + stream.sent() + " " + noun + " did not come within "
                    + Text.duration(stream.options().threshold()) + ".");
        }
        boolean connect = stream.target().kind() == ProbeKind.TCP;
        double least = stream.delays().minimum();
        var slow = stream.settled().stream().filter(probe -> probe.isAnswered()
                && probe.delay() > least + (connect ? 0.9 * SECOND : LONG)).toList();
        String took = slow.isEmpty() ? "" : slow.size() + " of " + stream.sent() + " " + noun + " took "
                + DelayReport.millis(slow.stream().mapToDouble(Probe::delay).min().orElseThrow()) + " ms"
                + (slow.size() > 1 ? " or more" : "") + ": ";
        if (connect) {
            if (slow.isEmpty()) return;
            boolean known = slow.stream().anyMatch(probe -> probe.again() > 0);
            found.add(took + "a SYN was lost and sent again (retransmission), as the " + (known ? "kernel says."
                    : "second tells."));
        } else if (stream.remarks().retransmitted() > 0) {
            found.add(took + "TCP hides loss as delay; the kernel sent "
                    + Text.count(stream.remarks().retransmitted(), "segment") + " again (retransmission).");
        } else if (!slow.isEmpty()) {
            found.add(took + (stream.remarks().retransmitted() < 0
                    ? "TCP hides loss as delay: this looks like retransmission."
                    : "the kernel sent nothing again, so it was not loss on the way there."));
        }
    }

    private static void tally(List<String> found, Summary stream) {
        if (stream.count(Fate.LATE) > 0) {
            found.add(Text.count(stream.count(Fate.LATE), "answer") + " came after the loss threshold of "
                    + Text.duration(stream.options().threshold()) + " and count" + (stream.count(Fate.LATE) == 1 ? "s" : "")
                    + " as lost.");
        }
        if (stream.duplicates() > 0) {
            found.add(Text.count(stream.duplicates(), "answer") + " came twice; the first one counts.");
        }
        if (stream.reordered() > 0) found.add(Text.count(stream.reordered(), "answer") + " came out of order.");
        if (stream.corrupted() > 0) {
            found.add(Text.count(stream.corrupted(), "answer") + " came damaged; such probes are lost.");
        }
        if (stream.count(Fate.UNSENT) > 0) found.add(Text.count(stream.count(Fate.UNSENT), "probe") + " could not be sent.");
    }

    private static void times(List<String> found, Summary stream) {
        var delays = stream.delays();
        double median = delays.median();
        double interval = stream.options().times().mean().toNanos();
        if (Delays.isDefined(median) && median > 1.5 * interval) {
            found.add(String.format(Locale.ROOT,
                    "probes were sent every %s ms, quicker than answers came back: some %d were under"
                    + " way at once.", DelayReport.millis(interval), Math.round(median / interval)));
        }
        double sending = delays.percentile(95);
        double due = stream.fromDue().percentile(95);
        if (Delays.isDefined(due) && due > 1.2 * sending + 1e6) {
            found.add("counted from the moment they were due, 95 of 100 answers came within " + DelayReport.millis(due)
                    + " ms, from that of sending within " + DelayReport.millis(sending) + " ms: this machine sent late.");
        }
        double there = DelayReport.middle(stream.oneWay(true));
        double back = DelayReport.middle(stream.oneWay(false));
        if (there < 0 || back < 0) {
            found.add("one way seems to take less than no time: the two clocks differ by "
                    + DelayReport.millis(-Math.min(there, back)) + " ms at least.");
        }
    }

    /// TCP beside datagrams to the same host.
    private static void compare(List<String> found, List<Summary> streams) {
        for (var tcp : streams) {
            if (tcp.target().kind() != ProbeKind.TCP_ECHO && tcp.target().kind() != ProbeKind.TCP) continue;
            for (var udp : streams) {
                boolean same = udp.target().address().getAddress().equals(tcp.target().address().getAddress());
                if (!same || !udp.target().kind().isDatagrams() || tcp.answered() == 0 || udp.answered() == 0) continue;
                found.add(String.format(Locale.ROOT,
                        "%s beside %s: median %s and %s ms, 99th percentile %s and %s ms, lost %d and %d.",
                        tcp.target(), udp.target().kind(), DelayReport.millis(tcp.delays().median()),
                        DelayReport.millis(udp.delays().median()), DelayReport.millis(tcp.delays().percentile(99)),
                        DelayReport.millis(udp.delays().percentile(99)), tcp.lost(), udp.lost()));
            }
        }
    }
}
