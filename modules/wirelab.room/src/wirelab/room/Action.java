package wirelab.room;

/// What a [Room] wants done.
public sealed interface Action {
    /// Send a line to all members.
    ///
    /// @param except the id of one who is not sent it, 0 for nobody
    record Publish(RoomLine.Numbered line, int except) implements Action {}

    /// Send a line to one member.
    record Tell(int to, RoomLine line) implements Action {}

    /// Close the connection of one who is no longer a member, when all that it was sent so far has gone out.
    record Part(int id) implements Action {}
}
