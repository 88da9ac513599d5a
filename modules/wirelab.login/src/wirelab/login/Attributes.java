package wirelab.login;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import wirelab.kit.ProtocolViolation;
import wirelab.kit.Text;

/// Reads the attributes of one SCRAM message, `letter=value` with commas between (RFC 5802, section 7), from first to last.
///
/// The functions that check a value are also what the constructors of the messages check with, so that what can be read can
/// be built and the other way round.
final class Attributes {
    /// A check of a value.
    @FunctionalInterface
    interface Rule {
        /// What is wrong with a value, or `null`.
        String problem(String value);
    }

    /// Letters that RFC 5802 gives a meaning and a place; none of them can be an extension.
    private static final String RESERVED = "anmrcsipve";

    private final byte[] bytes;
    private final String[] parts;
    private int next;
    private int offset;

    Attributes(byte[] message) throws ProtocolViolation {
        if (message.length > ScramMessage.MAX_BYTES) {
            throw new ProtocolViolation("message", 0, message.length + " bytes are more than the limit of "
                    + ScramMessage.MAX_BYTES);
        }
        for (int i = 0; i < message.length; i++) {
            if (message[i] >= 0 && message[i] < ' ' || message[i] == 0x7f) {
                throw new ProtocolViolation("message", i, "a control character; a message is one line here");
            }
        }
        bytes = message;
        parts = utf8(message).split(",", -1);
    }

    private static String utf8(byte[] message) throws ProtocolViolation {
        var decoder = StandardCharsets.UTF_8.newDecoder();
        var in = ByteBuffer.wrap(message);
        try {
            return decoder.decode(in).toString();
        } catch (CharacterCodingException e) {
            throw new ProtocolViolation("message", in.position(), "not UTF-8");
        }
    }

    /// Reads a part without a letter.
    String bare(String field) throws ProtocolViolation {
        if (!more()) throw new ProtocolViolation(field, bytes.length, "missing");
        String part = parts[next++];
        offset += part.getBytes(StandardCharsets.UTF_8).length + 1;
        return part;
    }

    /// Reads the attribute that must stand here.
    String value(char letter, String field, Rule rule) throws ProtocolViolation {
        int at = offset();
        refuseMandatoryExtension();
        String part = bare(field);
        if (!part.startsWith(letter + "=")) throw new ProtocolViolation(field, at, "'" + letter + "=' expected");
        String value = part.substring(2);
        String problem = rule.problem(value);
        if (problem != null) throw new ProtocolViolation(field, at, problem);
        return value;
    }

    /// Whether the attribute that follows has this letter.
    boolean follows(char letter) {
        return more() && parts[next].startsWith(letter + "=");
    }

    /// Reads optional extensions, up to the end or to the attribute with this letter; they mean nothing, but belong to what
    /// is signed.
    List<String> extensions(char until) throws ProtocolViolation {
        var all = new ArrayList<String>();
        while (more() && !follows(until)) {
            int at = offset();
            refuseMandatoryExtension();
            String extension = bare("extensions");
            String problem = extensionProblem(extension);
            if (problem != null) throw new ProtocolViolation("extensions", at, problem);
            all.add(extension);
            problem = lengthProblem(all);
            if (problem != null) throw new ProtocolViolation("extensions", at, problem);
        }
        return List.copyOf(all);
    }

    void end() throws ProtocolViolation {
        if (more()) throw new ProtocolViolation("end", offset(), "something follows the last attribute");
    }

    /// Where the next part begins, in bytes.
    int offset() {
        return Math.min(offset, bytes.length);
    }

    private boolean more() {
        return next < parts.length;
    }

    private void refuseMandatoryExtension() throws ProtocolViolation {
        if (follows('m')) throw new ProtocolViolation("reserved-mext", offset(), "mandatory extensions are not supported");
    }

    static String extensionProblem(String text) {
        if (!text.matches("[A-Za-z]=.+") || valueProblem(text) != null) return "an extension is a letter, '=' and a value";
        if (RESERVED.indexOf(text.charAt(0)) >= 0) return "'" + text.charAt(0) + "=' has no place here";
        return null;
    }

    private static String lengthProblem(List<String> extensions) {
        int length = String.join(",", extensions).getBytes(StandardCharsets.UTF_8).length;
        return length <= ScramMessage.MAX_EXTENSIONS ? null
                : "longer than the limit of " + ScramMessage.MAX_EXTENSIONS + " bytes";
    }

    /// `value`: not empty, no comma; and no control characters, so that a message is one line.
    static String valueProblem(String text) {
        if (text.isEmpty()) return "empty";
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < ' ' || c == 0x7f || c == ',') return "character U+%04X".formatted((int) c);
        }
        return StandardCharsets.UTF_8.newEncoder().canEncode(text) ? null : "half of a surrogate pair";
    }

    /// `nonce`: printable ASCII without a comma.
    static String nonceProblem(String text) {
        if (text.isEmpty()) return "empty";
        if (text.length() > ScramMessage.MAX_NONCE) return "longer than the limit of " + ScramMessage.MAX_NONCE;
        return text.chars().allMatch(c -> c > ' ' && c < 0x7f && c != ',') ? null : "not printable ASCII";
    }

    /// `base64` of so many bytes, in the one form that RFC 4648 calls canonical: padded, and no bits set behind the end.
    static String base64Problem(String text, int least, int most) {
        try {
            byte[] decoded = Base64.getDecoder().decode(text);
            if (!Base64.getEncoder().encodeToString(decoded).equals(text)) return "not canonical base64";
            if (decoded.length >= least && decoded.length <= most) return null;
            return Text.count(decoded.length, "byte") + ", not " + least + " to " + most;
        } catch (IllegalArgumentException _) {
            return "not base64";
        }
    }

    /// `posit-number` that fits an int.
    static String numberProblem(String text) {
        return text.matches("[1-9][0-9]{0,8}") ? null : "not a number from 1 to 999999999";
    }

    /// A `saslname` as it stands in a message: `=` only as part of `=2C` and `=3D`.
    static String escapedNameProblem(String text) {
        for (int at = text.indexOf('='); at >= 0; at = text.indexOf('=', at + 1)) {
            if (!text.startsWith("=2C", at) && !text.startsWith("=3D", at)) return "'=' without 2C or 3D behind it";
        }
        return nameProblem(unescape(text));
    }

    /// A user's name by itself.
    static String nameProblem(String name) {
        if (name.getBytes(StandardCharsets.UTF_8).length > ScramMessage.MAX_NAME) {
            return "longer than the limit of " + ScramMessage.MAX_NAME + " bytes";
        }
        return valueProblem(name.replace(',', ' '));
    }

    static String escape(String name) {
        return name.replace("=", "=3D").replace(",", "=2C");
    }

    static String unescape(String text) {
        return text.replace("=2C", ",").replace("=3D", "=");
    }

    /// For constructors: what was read has passed already, so a failure here is a mistake of the program.
    static void require(String field, String problem) {
        if (problem != null) throw new IllegalArgumentException(field + ": " + problem);
    }

    static List<String> requireExtensions(List<String> extensions) {
        extensions.forEach(text -> require("extensions", extensionProblem(text)));
        require("extensions", lengthProblem(extensions));
        return List.copyOf(extensions);
    }

    /// Puts together a message from its attributes.
    static String join(List<String> extensions, String... attributes) {
        var all = new ArrayList<>(Arrays.asList(attributes));
        all.addAll(extensions);
        return String.join(",", all);
    }
}
