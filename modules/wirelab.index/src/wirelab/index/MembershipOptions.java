package wirelab.index;

import java.time.Duration;

/// The times of the membership.
///
/// @param announce a node says that it is there so often, give or take a sixth
/// @param period one other node is asked so often whether it lives
/// @param patience before a silent node is suspected; within a period
/// @param suspicion how long a suspected node may prove that it lives
/// @param mostNodes of others that are known; further ones are not taken in
public record MembershipOptions(Duration announce, Duration period, Duration patience, Duration suspicion, int mostNodes) {
    /// 30 s, 1 s, 900 ms, 4 s, 1,024 nodes: who falls silent is gone from every list within 15 s.
    public static final MembershipOptions DEFAULTS = new MembershipOptions(Duration.ofSeconds(30), Duration.ofSeconds(1),
            Duration.ofMillis(900), Duration.ofSeconds(4), 1_024);
}
