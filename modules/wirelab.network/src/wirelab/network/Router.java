package wirelab.network;

import java.util.List;
import wirelab.kit.Machine;

/// How a node learns where others are. Neighbours come up and go down, routing frames come in, time passes; routes come out.
sealed interface Router permits DistanceVector, LinkState {
    /// Both ends of a link hear each other now.
    void up(long now, String neighbour);

    /// A neighbour is not heard any more.
    void down(long now, String neighbour);

    /// A routing frame came from a neighbour that is up; one of another method is not understood.
    boolean receive(long now, String neighbour, Frame.Routing frame);

    /// Does what is due.
    void tick(long now);

    /// When [#tick(long)] is due next, as [Machine#nextAt()] says it.
    long nextAt();

    /// {@return the way to a node: the route, or `null` when there is none}
    RouteEntry route(String destination);

    /// All routes, those to unreachable destinations that are still announced included, by name.
    List<RouteEntry> table();

    /// The metric from which on a route is none.
    int infinity();

    /// How much a node keeps in mind: distances, or the links of all.
    int state();
}
