package wirelab.tap;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import wirelab.kit.Failure;
import wirelab.kit.Host;
import wirelab.program.CommandLine;
import wirelab.program.Program;

/// `--pcap FILE`, `--pcap-mtu N` and `--ladder [FILE.svg]` for any program that gives its servers and clients the host of
/// its options, in one line:
///
/// ```
/// Program.of("EchoServer", "...").server(7007).with(new TapSwitches()).run(args, options -> ... options.host() ...);
/// ```
///
/// A file that cannot be written costs one line on standard error, and the program goes on without it.
public final class TapSwitches implements Program.Extra {
    private String program = "wirelab";
    private final String[] parties;
    private Recorder recorder;

    /// The options, for one program.
    ///
    /// @param parties who stands where on a ladder, from left to right, where that is known beforehand; others follow
    public TapSwitches(String... parties) {
        this.parties = parties;
    }

    @Override
    public void declare(Program program) {
        this.program = program.name();
        program.text("pcap", "FILE", null, "write what is said as pcapng, for Wireshark")
                .number("pcap-mtu", 0, 0, Network.MOST_MTU, "longest IP packet in it; 0 for that of the interface")
                .optionalFile("ladder", ".svg", "draw what is said as a ladder, here or in a file");
    }

    @Override
    public AutoCloseable begin(CommandLine options) {
        var watchers = new ArrayList<Watcher>();
        var atExit = new ArrayList<Runnable>();
        if (options.text("pcap") != null) {
            Path file = options.path("pcap");
            try {
                var capture = Capture.to(file, program, options.number("pcap-mtu"), System.err);
                watchers.add(capture);
                atExit.add(capture::flush);
            } catch (IOException e) {
                System.err.println(program + ": no capture: " + file + ": " + Failure.writing(e));
            }
        }
        if (options.flag("ladder")) {
            String file = options.text("ladder");
            var ladder = file.isEmpty() ? Ladder.print(System.out) : Ladder.svg(Path.of(file), program, System.err);
            watchers.add(ladder.order(parties));
            atExit.add(file.isEmpty() ? ladder::flush : ladder::close);
        }
        if (watchers.isEmpty()) return () -> {};
        recorder = Recorder.start(watchers.toArray(Watcher[]::new));
        return begin(recorder, atExit);
    }

    @Override
    public Host host(Host host) {
        return recorder == null ? host : host.watchedBy(recorder);
    }

    /// A program that is interrupted may have no time to close anything, so what it has seen so far is written at once; a
    /// server that stops cleanly in the same moment adds the rest.
    private static AutoCloseable begin(Recorder recorder, Iterable<Runnable> atExit) {
        var hook = Thread.ofPlatform().name("tap-close").unstarted(() -> atExit.forEach(Runnable::run));
        Runtime.getRuntime().addShutdownHook(hook);
        return () -> {
            recorder.close();
            try {
                Runtime.getRuntime().removeShutdownHook(hook);
            } catch (IllegalStateException _) {
                // The process is ending already.
            }
        };
    }
}
