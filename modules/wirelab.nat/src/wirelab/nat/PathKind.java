package wirelab.nat;

/// The ways to a peer, best first.
public enum PathKind {
    PRIVATE("private"), PUBLIC("public"), REFLEXIVE("peer-reflexive"), PREDICTED("predicted"), BIRTHDAY("birthday"),
            RELAY("relay"),
    NONE("none");

    public final String words;

    PathKind(String words) {
        this.words = words;
    }
}
