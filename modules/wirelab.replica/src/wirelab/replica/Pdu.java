package wirelab.replica;

import wirelab.kit.Bytes;
import wirelab.kit.FieldReader;
import wirelab.kit.FieldWriter;
import wirelab.kit.ProtocolViolation;
import wirelab.kit.Text;
import wirelab.kit.Visible;

/// What all say to each other: one form for masters, slaves, nodes of a group and clients.
///
/// ```
///  0               4               8                12       +path length
/// +---------------+---------------+----------------+---------+------------------+---------+
/// | node u32      | action u32    | path length u32| path    | data length u32  | data    |
/// +---------------+---------------+----------------+---------+------------------+---------+
/// ```
///
/// Actions 0 to 5 are those of the course's exercise; from 16 upwards they are ours.
///
/// @param node who sends it; what REGISTER assigns, or [#CLIENT]
/// @param path relative, UTF-8, parts between slashes; empty where none is meant
/// @param data by action
public record Pdu(long node, int action, String path, Bytes data) {
    /// Longest path, in bytes.
    public static final int MOST_PATH = 4_096;
    /// Longest data, in bytes.
    public static final int MOST_DATA = 1 << 20;
    /// Who is no node.
    public static final long CLIENT = 0xffff_ffffL;

    public static final int REGISTER = 0;
    public static final int REMOTE = 1;
    public static final int COPY = 2;
    public static final int ADD = 3;
    public static final int DELETE = 4;
    public static final int MODIFY = 5;

    /// Opens a connection of a group: who, what for, a nonce.
    static final int HELLO = 16;
    /// Who sends it knows the group's key.
    static final int PROOF = 17;
    /// It is no use to go on, and why.
    static final int NO = 18;
    /// A message of Raft.
    static final int RAFT = 20;
    /// Are you there?
    static final int PING = 21;
    static final int PONG = 22;
    /// Contents that somebody could send.
    static final int OFFER = 24;
    /// Those of them that are not there yet.
    static final int WANTED = 25;
    /// A piece of a content.
    static final int CONTENT = 26;
    /// Have on the disk what came.
    static final int SYNC = 27;
    /// It is there; or why it is not.
    static final int SYNCED = 28;
    /// Send contents.
    static final int FETCH = 29;
    /// That was all, of what was asked.
    static final int END = 30;
    /// Questions about a tree, and their answers.
    static final int LOOK = 36;
    static final int SEEN = 37;
    /// A piece of the latest snapshot is wanted; here it is.
    static final int SNAPSHOT = 38;
    static final int STATE = 39;
    /// What is there of a content, block by block: asked for, told.
    static final int SIGN = 40;
    static final int SIGNATURE = 41;
    /// A content as it differs from one that is there; whether it came out.
    static final int DELTA = 42;
    static final int PATCHED = 43;
    /// A content is wanted as it differs from one that is here.
    static final int COMPARE = 44;
    /// A client's question, or command.
    static final int ASK = 32;
    static final int ANSWER = 33;

    public Pdu {
        if (data.length() > MOST_DATA) throw new IllegalArgumentException(data.length() + " bytes of data");
    }

    /// {@return one without a path}
    public static Pdu of(long node, int action, byte[] data) {
        return new Pdu(node, action, "", Bytes.wrap(data));
    }

    public byte[] encode() {
        return new FieldWriter(16 + path.length() + data.length()).u32(node).u32(action & 0xffff_ffffL).sizedText(4, path)
                .length(4, data.length()).bytes(data.buffer()).done();
    }

    /// @throws ProtocolViolation for any bytes that are not one of these and no more
    public static Pdu decode(byte[] bytes) throws ProtocolViolation {
        var in = new FieldReader(bytes);
        long node = in.u32("node");
        int action = (int) in.u32("action");
        var pdu = new Pdu(node, action, in.sizedText("path", 4, MOST_PATH), Bytes.wrap(in.sized("data", 4, MOST_DATA)));
        in.end();
        return pdu;
    }

    /// {@return what an action is called}
    public static String name(int action) {
        return switch (action) {
            case REGISTER -> "REGISTER";
            case REMOTE -> "REMOTE";
            case COPY -> "COPY";
            case ADD -> "ADD";
            case DELETE -> "DELETE";
            case MODIFY -> "MODIFY";
            case HELLO -> "HELLO";
            case PROOF -> "PROOF";
            case NO -> "NO";
            case RAFT -> "RAFT";
            case PING -> "PING";
            case PONG -> "PONG";
            case OFFER -> "OFFER";
            case WANTED -> "WANTED";
            case CONTENT -> "CONTENT";
            case SYNC -> "SYNC";
            case SYNCED -> "SYNCED";
            case FETCH -> "FETCH";
            case END -> "END";
            case LOOK -> "LOOK";
            case SEEN -> "SEEN";
            case SNAPSHOT -> "SNAPSHOT";
            case STATE -> "STATE";
            case SIGN -> "SIGN";
            case SIGNATURE -> "SIGNATURE";
            case DELTA -> "DELTA";
            case PATCHED -> "PATCHED";
            case COMPARE -> "COMPARE";
            case ASK -> "ASK";
            case ANSWER -> "ANSWER";
            default -> "action " + (action & 0xffff_ffffL);
        };
    }

    @Override
    public String toString() {
        return name(action) + (node == CLIENT ? " of a client" : " of node " + node) + (path.isEmpty() ? "" : ", "
                + Visible.of(path)) + ", " + Text.count(data.length(), "byte");
    }
}
