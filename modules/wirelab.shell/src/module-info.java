/// Poking protocols by hand in jshell: one object `here` for what a host can be watched with and made worse by, values that
/// are shown in words, and scripts that are played step by step and end at the prompt with everything alive.
///
/// ```
/// import static wirelab.shell.Workbench.*
/// var server = EchoServer.start(here.host(), EchoServer.Options.DEFAULTS)
/// here.ladder()
/// here.link("delay=20ms loss=1%")
/// lab()
/// ```
///
/// | need | class |
/// | --- | --- |
/// | `here`, `show(x)`, `hex(bytes)`, `lab()` by one static import | [Workbench][wirelab.shell.Workbench] |
/// | a file `jshell/NAME.jsh` as comments and snippets | [ShellScript][wirelab.shell.ShellScript] |
/// | play one as a tutor would, and hand over | [Tutor][wirelab.shell.Tutor] |
///
/// It stands on top of the floors that have something to show at the prompt: tap, impair, hosts and program. It knows no
/// protocol; no module requires it, and no script but `Shell` needs it. The JDK's jshell is required here alone.
///
/// | limit | number | why | when it is hit |
/// | --- | --- | --- | --- |
/// | elements of a collection that `show` prints | 100 | more scroll away | the rest is counted |
/// | hosts of one workbench | 8 | each is a namespace with its devices | refused |
/// | characters of a value that the tutor shows | 2,000 | a screen and a half | cut, with an ellipsis |
///
/// Left out on purpose: a shell of our own (the prompt is the JDK's, with its completion and history), stopping a snippet
/// with Ctrl-C after `Shell` has handed over (the values live in the process of the prompt, which ends instead).
module wirelab.shell {
    requires transitive wirelab.hosts;
    requires transitive wirelab.impair;
    requires transitive wirelab.kit;
    requires transitive wirelab.program;
    requires transitive wirelab.tap;
    requires transitive jdk.jshell;

    exports wirelab.shell;
    provides jdk.jshell.spi.ExecutionControlProvider with wirelab.shell.OnThisThread;
}
