package wirelab.network;

/// One line of a node's table of circuits: a label on one link is continued by a label on another.
///
/// @param from the neighbour towards the caller, or nothing if the caller is here
/// @param labelFrom the label on the link to it, or -1
/// @param to the neighbour towards the called node, or nothing if that is here
/// @param labelTo the label on the link to it, or -1
/// @param end the circuit's number for the user of this node, or 0 in the middle
/// @param open whether it stands
public record CircuitEntry(String from, int labelFrom, String to, int labelTo, int end, boolean open) {
    /// For people.
    ///
    /// @return such as `a/6 <-> c/12`
    public String text() {
        return side(from, labelFrom) + " <-> " + side(to, labelTo) + (open ? "" : " (not open yet)");
    }

    private String side(String neighbour, int label) {
        return neighbour.isEmpty() ? "circuit " + end + " here" : neighbour + "/" + label;
    }
}
