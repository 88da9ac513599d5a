package wirelab.replica;

import java.time.Duration;
import wirelab.kit.Text;
import wirelab.raft.RaftMachine;

/// How a node stands at one moment, as it knows itself.
///
/// @param commit the last entry of the log that a majority has
/// @param folder the last entry up to which its folder has all
/// @param copying what it gets from others
public record Moment(RaftMachine.Role role, long term, long commit, long folder, Copying copying) {
    /// What a node gets from others at the moment.
    ///
    /// @param contents that it lacked when it began
    /// @param done bytes that have come
    /// @param total bytes of all of them; 0 when nothing is to come
    /// @param since when it began
    public record Copying(int contents, long done, long total, Duration since) {
        static final Copying NOTHING = new Copying(0, 0, 0, Duration.ZERO);

        @Override
        public String toString() {
            if (total == 0) return "nothing is being copied";
            double rate = done / Math.max(since.toNanos() / 1e9, 1e-3);
            return Text.count(contents, "content") + ": " + Text.bytes(done) + " of " + Text.bytes(total) + ", "
                    + Text.bytes((long) rate) + "/s" + (done == 0 ? "" : ", " + Math.round((total - done) / rate) + " s left");
        }
    }
}
