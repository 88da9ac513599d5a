/// Several hosts in one machine, and what of the system Java does not offer: network namespaces that programs and sockets of
/// this process stand in ([Namespace][wirelab.hosts.Namespace]), TUN devices ([Tun][wirelab.hosts.Tun]), and the C library
/// behind both ([Libc][wirelab.hosts.Libc]). Linux, as root; see ip-netns(8), setns(2) and tun.txt of the kernel.
///
/// ```
/// try (var lab = Namespace.create("lab"); var server = EchoServer.start(lab.host(), EchoServer.Options.DEFAULTS)) {
///     IO.println(lab.run("ss", "-lnut"));
/// }
/// ```
///
/// | limit | value | why | when it is hit |
/// | --- | --- | --- | --- |
/// | time of a program that is run to its end | 20 s | one that hangs must not hang a test | killed; the error says so |
/// | name of a TUN device | 15 letters | IFNAMSIZ of the kernel | refused |
/// | answer of the kernel by netlink | 5 s; a table of 64 MiB | it answers at once | the question fails |
/// | datagrams that leave with one call | 64, 65,507 bytes | UDP_MAX_SEGMENTS of the kernel, IP | the others follow with the next |
/// | wait for room to send them | 1 s | a device that is stuck | they are as good as lost |
/// | code inside a namespace | one call, one thread | threads started inside would inherit the namespace | it ends |
///
/// Whatever can be done by a program (`ip`, `nft`) needs no native access and does not try it. Java gives that right with an
/// option alone: `out/lab` has it, and [NativeAccess][wirelab.hosts.NativeAccess] starts a program again with it.
///
/// Left out on purpose: user namespaces (a lab without root; many systems forbid them), mount and pid namespaces (a host
/// here is its network), and every function of the C library that nobody here calls.
module wirelab.hosts {
    requires transitive wirelab.kit;

    exports wirelab.hosts;
}
