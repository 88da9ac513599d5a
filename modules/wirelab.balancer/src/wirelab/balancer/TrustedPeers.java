package wirelab.balancer;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import wirelab.kit.Address;

/// Addresses of those whose word is taken: `127.0.0.1, 10.0.0.0/8, fd00::/8`.
public record TrustedPeers(List<Block> blocks) {
    /// Addresses that begin with the same bits.
    public record Block(InetAddress address, int bits) {
        boolean contains(InetAddress other) {
            return Address.haveSamePrefix(address, other, bits);
        }
    }

    public TrustedPeers {
        blocks = List.copyOf(blocks);
    }

    /// @throws IllegalArgumentException when a part is no address
    static TrustedPeers parse(String text) {
        var blocks = new ArrayList<Block>();
        for (String part : text.split(",")) {
            String block = part.strip();
            if (block.isEmpty()) continue;
            int slash = block.indexOf('/');
            String address = slash < 0 ? block : block.substring(0, slash);
            var literal = literal(address);
            if (literal == null) throw new IllegalArgumentException("'" + block + "' is no address, or ADDRESS/BITS");
            int most = 8 * literal.getAddress().length;
            String bits = slash < 0 ? Integer.toString(most) : block.substring(slash + 1);
            if (!bits.matches("[0-9]{1,3}") || Integer.parseInt(bits) > most) {
                throw new IllegalArgumentException("'" + block + "' has no number of bits up to " + most);
            }
            blocks.add(new Block(literal, Integer.parseInt(bits)));
        }
        return new TrustedPeers(blocks);
    }

    /// {@return what an address says in the usual form; `null` for all else, names too: nobody is asked}
    static InetAddress literal(String text) {
        boolean ipv4 = text.matches("(0|[1-9][0-9]{0,2})(\\.(0|[1-9][0-9]{0,2})){3}");
        boolean ipv6 = text.indexOf(':') >= 0 && text.matches("[0-9A-Fa-f:.]{2,45}");
        if (!ipv4 && !ipv6) return null;
        try {
            return InetAddress.ofLiteral(text);
        } catch (IllegalArgumentException _) {
            return null;
        }
    }

    /// {@return whether this one is believed}
    public boolean contains(InetAddress peer) {
        for (var block : blocks) if (block.contains(peer)) return true;
        return false;
    }
}
