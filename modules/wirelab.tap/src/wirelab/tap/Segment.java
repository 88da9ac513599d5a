package wirelab.tap;

/// One TCP segment, as [TcpTrace] decides it and [EthernetFrames] writes it (RFC 9293, section 3.1).
///
/// @param flags of [#FIN], [#SYN], [#RST], [#PSH], [#ACK]
/// @param sequence sequence number of its first byte, modulo 2^32
/// @param acknowledgement next sequence number expected from the other side; without [#ACK] it is 0
/// @param offset where its bytes begin in what was read or written in one go
record Segment(Side from, int flags, int sequence, int acknowledgement, int offset, int length) {
    static final int FIN = 1;
    static final int SYN = 2;
    static final int RST = 4;
    static final int PSH = 8;
    static final int ACK = 16;
}
