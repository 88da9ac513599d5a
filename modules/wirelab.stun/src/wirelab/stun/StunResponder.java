package wirelab.stun;

import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import wirelab.kit.Bytes;
import wirelab.kit.ProtocolViolation;
import wirelab.stun.Attribute.ChangeRequest;
import wirelab.stun.Attribute.Endpoint;
import wirelab.stun.Attribute.ErrorCode;
import wirelab.stun.Attribute.Padding;
import wirelab.stun.Attribute.ResponsePort;
import wirelab.stun.StunMessage.Kind;

/// What a STUN server answers, and from which of its sockets: no socket, no clock, no memory from one request to the next.
///
/// **How much it answers.** Whoever forges the source of a request sends the answer to somebody else, so an answer is no
/// longer than its request except by what the RFCs demand of every answer:
///
/// | the request | must be in the answer | bytes, IPv4 (IPv6) |
/// | --- | --- | --- |
/// | of RFC 8489, server with one address | XOR-MAPPED-ADDRESS | 32 (44) |
/// | of RFC 8489, server with two | also MAPPED-ADDRESS, RESPONSE-ORIGIN, OTHER-ADDRESS (RFC 5780, 6.1) | 68 (116) |
/// | of RFC 3489 | MAPPED-ADDRESS, SOURCE-ADDRESS, CHANGED-ADDRESS | 56 (92) |
/// | cannot be granted | ERROR-CODE, UNKNOWN-ATTRIBUTES if any | shorter than the request or 36 |
///
/// FINGERPRINT and integrity are added if the request has them, the name of the software and the reason of an error where
/// there is room, and PADDING as far as there is room.
final class StunResponder {
    /// An answer.
    ///
    /// @param socket the number of the socket to send it from: bit 0 is the port, bit 1 the address
    record Reply(int socket, InetSocketAddress to, byte[] payload) {
        @Override
        public String toString() {
            return "Reply[socket=" + socket + ", to=" + to + ", payload=" + Bytes.of(payload) + "]";
        }
    }

    /// For requests over TCP, which are answered on their connection.
    static final int STREAM = -1;
    static final int CHANGE_PORT = 1;
    static final int CHANGE_IP = 2;

    /// The MTU of Ethernet, a multiple of four.
    private static final int MTU = 1500;
    private static final int FINGERPRINT = 8;
    private static final int INTEGRITY = 24;
    private static final int INTEGRITY_SHA256 = 36;
    private static final int BAD_REQUEST = 400;
    private static final int UNAUTHENTICATED = 401;
    private static final int UNKNOWN_ATTRIBUTE = 420;

    private final List<InetSocketAddress> sockets;
    private final Credential credential;
    private final Attribute.Text software;

    /// @param sockets one address, or four: the numbers are those of [Reply#socket()]
    /// @param credential what a request must be signed with, or `null` for none
    StunResponder(List<InetSocketAddress> sockets, Credential credential, String software) {
        this.sockets = List.copyOf(sockets);
        this.credential = credential;
        this.software = new Attribute.Text(AttributeType.SOFTWARE, software);
    }

    /// Answers one message.
    ///
    /// @param bytes the message, from position to limit
    /// @param socket which socket it came to, or [#STREAM]
    /// @return the answer; `null` for an indication or an answer, to which nothing is said
    /// @throws ProtocolViolation when it is no STUN message; then nothing is said either
    Reply answer(ByteBuffer bytes, InetSocketAddress source, int socket) throws ProtocolViolation {
        var request = StunMessage.decode(bytes);
        if (request.kind() != Kind.REQUEST) return null;
        var signature = signature(request);
        var refusal = credential == null ? null : authenticate(request, bytes, signature);
        if (refusal != null) return error(request, source, socket, refusal, List.of(), null);
        var unknown = notGranted(request, socket);
        if (!unknown.isEmpty()) {
            return error(request, source, socket, new ErrorCode(UNKNOWN_ATTRIBUTE, "Unknown Attribute"), unknown, signature);
        }
        var port = request.find(ResponsePort.class);
        var padding = request.find(Padding.class);
        if (port.isPresent() && padding.isPresent()) {
            return error(request, source, socket, new ErrorCode(BAD_REQUEST, "Bad Request"), List.of(), signature);
        }
        var change = request.find(ChangeRequest.class).orElse(new ChangeRequest(false, false));
        int from = socket == STREAM ? STREAM : socket ^ (change.port() ? CHANGE_PORT : 0) ^ (change.ip() ? CHANGE_IP : 0);
        var to = port.isPresent() ? new InetSocketAddress(source.getAddress(), port.get().port()) : source;
        var answer = request.id().modern() ? success(request, source, socket, from) : classic(source, socket, from);
        padding.ifPresent(asked -> {
            int room = request.size() - size(request, answer, signature) - 4;
            answer.add(new Padding(Math.max(0, Math.min(asked.length(), Math.min(room & ~3, MTU)))));
        });
        return new Reply(from, to, seal(request, Kind.SUCCESS, answer, software, signature));
    }

    /// Which integrity the answer must have: that of the request, the better one of two.
    private static AttributeType signature(StunMessage request) {
        if (request.find(AttributeType.MESSAGE_INTEGRITY_SHA256).isPresent()) return AttributeType.MESSAGE_INTEGRITY_SHA256;
        return request.find(AttributeType.MESSAGE_INTEGRITY).isPresent() ? AttributeType.MESSAGE_INTEGRITY : null;
    }

    /// RFC 8489, section 9.1.3.
    private ErrorCode authenticate(StunMessage request, ByteBuffer bytes, AttributeType signature) {
        var user = request.find(AttributeType.USERNAME);
        if (signature == null || user.isEmpty()) return new ErrorCode(BAD_REQUEST, "Bad Request");
        boolean known = user.get() instanceof Attribute.Text text && text.text().equals(credential.username());
        return known && Integrity.verify(bytes, signature, credential.key()) ? null
                : new ErrorCode(UNAUTHENTICATED, "Unauthenticated");
    }

    /// What this server does not understand, or cannot do with the sockets it has.
    private List<Integer> notGranted(StunMessage request, int socket) {
        var numbers = request.notUnderstood();
        boolean stream = socket == STREAM;
        boolean single = stream || sockets.size() == 1;
        var refused = new ArrayList<Integer>(numbers);
        // A client of RFC 3489 always sends CHANGE-REQUEST, even when it wants no change; one of RFC 5780 asks on purpose.
        request.find(ChangeRequest.class).filter(change -> single && (request.id().modern() || change.ip() || change.port()))
                .ifPresent(change -> refused.add(change.number()));
        if (stream) request.find(ResponsePort.class).ifPresent(port -> refused.add(port.number()));
        return refused;
    }

    private List<Attribute> success(StunMessage request, InetSocketAddress source, int socket, int from) {
        var answer = new ArrayList<Attribute>(8);
        answer.add(new Endpoint(AttributeType.XOR_MAPPED_ADDRESS, source));
        boolean discovery = sockets.size() > 1 || request.find(ResponsePort.class).isPresent()
                || request.find(Padding.class).isPresent();
        if (!discovery || socket == STREAM) return answer;
        answer.add(new Endpoint(AttributeType.MAPPED_ADDRESS, source));
        origin(AttributeType.RESPONSE_ORIGIN, from, answer);
        // By table 1 of RFC 5780 an answer at A2:P1 names A1:P2. But the natdiscovery of coturn takes the address for its
        // mapping test III from that very answer, and only with A2:P2, which coturn's own server names there, does it
        // recognise address-dependent mapping.
        boolean secondOfMapping = socket == CHANGE_IP && request.find(ChangeRequest.class).isEmpty();
        other(AttributeType.OTHER_ADDRESS, secondOfMapping ? 0 : socket, answer);
        return answer;
    }

    /// RFC 3489, section 8.1. Such a client takes attributes below 0x8000 that it does not know for an error.
    private List<Attribute> classic(InetSocketAddress source, int socket, int from) {
        var answer = new ArrayList<Attribute>(4);
        answer.add(new Endpoint(AttributeType.MAPPED_ADDRESS, source));
        if (socket == STREAM) return answer;
        origin(AttributeType.SOURCE_ADDRESS, from, answer);
        other(AttributeType.CHANGED_ADDRESS, socket, answer);
        return answer;
    }

    /// A socket on all addresses does not know from which one its answer goes out; then nothing is better than a guess.
    private void origin(AttributeType type, int from, List<Attribute> answer) {
        if (!sockets.get(from).getAddress().isAnyLocalAddress()) answer.add(new Endpoint(type, sockets.get(from)));
    }

    private void other(AttributeType type, int socket, List<Attribute> answer) {
        if (sockets.size() > 1) answer.add(new Endpoint(type, sockets.get(socket ^ CHANGE_IP ^ CHANGE_PORT)));
    }

    private Reply error(StunMessage request, InetSocketAddress source, int socket, ErrorCode code, List<Integer> unknown,
            AttributeType signature) {
        var answer = new ArrayList<Attribute>(4);
        answer.add(code);
        if (!unknown.isEmpty()) answer.add(new Attribute.UnknownAttributes(unknown));
        if (size(request, answer, signature) > request.size()) answer.set(0, new ErrorCode(code.code(), ""));
        return new Reply(socket, source, seal(request, Kind.ERROR, answer, null, signature));
    }

    /// Completes an answer: with what is asked for always, with what is only nice where there is room.
    private byte[] seal(StunMessage request, Kind kind, List<Attribute> answer, Attribute nice, AttributeType signature) {
        boolean room = nice != null && size(request, answer, signature) + AttributeCodec.size(nice) <= request.size();
        if (room && request.id().modern()) answer.add(nice);
        var message = new StunMessage(kind, request.id(), answer);
        if (signature != null && credential != null) message = message.withIntegrity(signature, credential.key());
        return prints(request) ? message.withFingerprint().encode() : message.encode();
    }

    private static boolean prints(StunMessage request) {
        return request.find(Attribute.Fingerprint.class).isPresent();
    }

    /// How long an answer is once it is complete.
    private int size(StunMessage request, List<Attribute> answer, AttributeType signature) {
        int size = StunMessage.HEADER + (prints(request) ? FINGERPRINT : 0);
        if (signature != null && credential != null) {
            size += signature == AttributeType.MESSAGE_INTEGRITY ? INTEGRITY : INTEGRITY_SHA256;
        }
        for (var attribute : answer) size += AttributeCodec.size(attribute);
        return size;
    }

    /// The most bytes that the RFCs demand of an answer, whatever its request: the greatest number of the table above.
    static int demanded(InetSocketAddress source) {
        return source.getAddress() instanceof Inet6Address ? 116 : 68;
    }
}
