package wirelab.ssh;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import wirelab.kit.TcpServer;
import wirelab.kit.UsageException;

/// How a server behaves.
///
/// @param tcp where it listens, and how many connections there may be
/// @param algorithms what it offers
/// @param rekey when keys are made anew
/// @param grace time for a login
/// @param unknown connections of one source that are not logged in; one more is closed at once
/// @param sessions sessions of one connection at once
/// @param banner shown before a login; empty for nothing
/// @param allow what a user may do: `exec`, `shell`, `pty`, `forward` and names of subsystems
/// @param forced run instead of whatever the user asks for; `null` for what he asks for
/// @param log folder for transcripts; `null` for none
/// @param subsystems by their names
public record SshOptions(TcpServer.Options tcp, Algorithms algorithms, Rekey rekey, Duration grace, int unknown,
        int sessions,
        String banner, Set<String> allow, String forced, Path log, Map<String, Subsystem> subsystems) {
    private static final Duration FOREVER = Duration.ofDays(36_500);
    /// A connection that is silent for so long, although it was asked, has no peer any more.
    private static final Duration SILENT = Duration.ofMinutes(15);

    /// Loopback, a free port, 1,000 connections, two minutes for a login, 10 sessions each; everything but forwarding
    /// allowed.
    public static final SshOptions DEFAULTS = new SshOptions(TcpServer.Options.DEFAULTS.withTimeouts(SILENT, FOREVER)
            .withMaxConnections(1_000).withDrain(Duration.ofSeconds(2)), Algorithms.ALL, Rekey.DEFAULTS, Duration.ofMinutes(2), 20,
                    10, "",
            Set.of("exec", "shell", "pty", "sftp"), null, null, Map.of());

    public SshOptions {
        if (!grace.isPositive() || unknown < 1 || sessions < 1) throw new UsageException("limits must be greater than zero");
        allow = Set.copyOf(allow);
        subsystems = Map.copyOf(subsystems);
    }

    public SshOptions withTcp(TcpServer.Options tcp) {
        return new SshOptions(tcp, algorithms, rekey, grace, unknown, sessions, banner, allow, forced, log, subsystems);
    }

    public SshOptions withAlgorithms(Algorithms algorithms) {
        return new SshOptions(tcp, algorithms, rekey, grace, unknown, sessions, banner, allow, forced, log, subsystems);
    }

    public SshOptions withRekey(Rekey rekey) {
        return new SshOptions(tcp, algorithms, rekey, grace, unknown, sessions, banner, allow, forced, log, subsystems);
    }

    public SshOptions withGrace(Duration grace) {
        return new SshOptions(tcp, algorithms, rekey, grace, unknown, sessions, banner, allow, forced, log, subsystems);
    }

    public SshOptions withUnknown(int unknown) {
        return new SshOptions(tcp, algorithms, rekey, grace, unknown, sessions, banner, allow, forced, log, subsystems);
    }

    public SshOptions withBanner(String banner) {
        return new SshOptions(tcp, algorithms, rekey, grace, unknown, sessions, banner, allow, forced, log, subsystems);
    }

    public SshOptions withAllow(Set<String> allow) {
        return new SshOptions(tcp, algorithms, rekey, grace, unknown, sessions, banner, allow, forced, log, subsystems);
    }

    public SshOptions withForced(String forced) {
        return new SshOptions(tcp, algorithms, rekey, grace, unknown, sessions, banner, allow, forced, log, subsystems);
    }

    public SshOptions withLog(Path log) {
        return new SshOptions(tcp, algorithms, rekey, grace, unknown, sessions, banner, allow, forced, log, subsystems);
    }

    public SshOptions withSubsystems(Map<String, Subsystem> subsystems) {
        return new SshOptions(tcp, algorithms, rekey, grace, unknown, sessions, banner, allow, forced, log, subsystems);
    }
}
