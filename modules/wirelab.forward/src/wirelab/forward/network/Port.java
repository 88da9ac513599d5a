package wirelab.forward.network;

/// One end of a link, as its node sees it.
///
/// @param neighbour who is at the other end
/// @param cost what it costs to go there
/// @param mtu longest frame that the link carries, in bytes
record Port(String neighbour, int cost, int mtu) {}
