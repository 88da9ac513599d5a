package wirelab.nat;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import wirelab.kit.FieldWriter;
import wirelab.kit.Hmac;

/// Numbers that only who receives datagrams at an address can know: the server keeps nothing for an address until one
/// has come back from it, so that a forged source costs nobody anything.
final class Cookies {
    private static final long LIFE = 60_000_000_000L;

    private final Hmac hmac;

    Cookies(byte[] secret) {
        hmac = Hmac.sha256(secret);
    }

    /// The cookie of an address; never 0, which stands for none.
    long of(long now, InetSocketAddress address) {
        return at(address, Math.floorDiv(now, LIFE));
    }

    /// Whether a cookie is that of an address, now or a minute ago.
    boolean valid(long now, long cookie, InetSocketAddress address) {
        long minute = Math.floorDiv(now, LIFE);
        return cookie != 0 && (cookie == at(address, minute) || cookie == at(address, minute - 1));
    }

    private long at(InetSocketAddress address, long minute) {
        byte[] rest = new FieldWriter(12).u32(address.getPort()).u64(minute).done();
        return ByteBuffer.wrap(hmac.of(address.getAddress().getAddress(), rest)).getLong() | 1;
    }
}
