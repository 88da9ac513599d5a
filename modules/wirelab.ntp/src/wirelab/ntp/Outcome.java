package wirelab.ntp;

import java.time.Duration;
import wirelab.kit.Text;

/// What became of one question to a time server.
public sealed interface Outcome permits Sample, Outcome.Kiss, Outcome.Refused, Outcome.Silence {
    /// The server does not want to be asked, or not so often (RFC 5905, section 7.4, "kiss-o'-death").
    ///
    /// @param code four letters: `RATE` asks for longer intervals, `DENY` and `RSTR` forbid to ask at all
    record Kiss(String code) implements Outcome {
        /// {@return whether the server must never be asked again}
        public boolean isFinal() {
            return code.equals("DENY") || code.equals("RSTR");
        }

        @Override
        public String toString() {
            return "kiss-o'-death " + code;
        }
    }

    /// The server answered, but its time must not be used.
    ///
    /// @param reason why, as a sentence without a full stop
    record Refused(String reason) implements Outcome {
        @Override
        public String toString() {
            return "refused: " + reason;
        }
    }

    /// No answer came in time.
    ///
    /// @param ignored datagrams that came but were no answers to our question
    /// @param lastIgnored why the last of them was none, empty when there were none
    record Silence(Duration waited, int ignored, String lastIgnored) implements Outcome {
        @Override
        public String toString() {
            return "no answer within " + Text.duration(waited)
                    + (ignored == 0 ? "" : "; " + Text.count(ignored, "datagram") + " ignored, the last: " + lastIgnored);
        }
    }
}
