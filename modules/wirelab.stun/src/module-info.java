/// STUN (RFC 8489) and NAT behaviour discovery (RFC 5780): how a host behind a NAT learns its public address, and what
/// kind of NAT it sits behind.
module wirelab.stun {
    requires transitive wirelab.kit;

    exports wirelab.stun;
}
