package wirelab.forward.network;

import java.util.List;

/// How a node learns where others are. Neighbours come up and go down, routing frames come in, time passes; routes come out.
sealed interface Router permits DistanceVector, LinkState {
    /// No timer runs.
    long NEVER = Long.MAX_VALUE;

    /// Both ends of a link hear each other now.
    void up(long now, String neighbour);

    /// A neighbour is not heard any more.
    void down(long now, String neighbour);

    /// A routing frame came from a neighbour that is up; one of another method is not understood.
    ///
    /// @return whether it was understood
    boolean receive(long now, String neighbour, Frame.Routing frame);

    /// Does what is due.
    void tick(long now);

    /// When [#tick(long)] is due next.
    long due();

    /// The way to a node.
    ///
    /// @return the route, or `null` when there is none
    Route route(String destination);

    /// All routes, those to unreachable destinations that are still announced included, by name.
    List<Route> table();

    /// The metric from which on a route is none.
    int infinity();

    /// How much a node keeps in mind: distances, or the links of all.
    int state();
}
