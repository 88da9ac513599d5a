package wirelab.network;

/// One line of a node's table.
///
/// @param destination where to
/// @param metric sum of the costs on the way; infinity of the node's options or more: it cannot be reached
/// @param nextHop to which neighbour first; the node itself for itself
public record RouteEntry(String destination, int metric, String nextHop) {}
