package wirelab.netview;

import java.net.InetAddress;

/// An address of this machine.
///
/// @param prefix the address with the length of its network
/// @param broadcast `null` where there is none
/// @param scope how far it counts: `global`, `site`, `link` or `host`
/// @param valid seconds for which it may be used, [#FOREVER], or -1 where that is not known
/// @param preferred seconds for which new connections may use it
public record LocalAddress(Prefix prefix, InetAddress broadcast, String scope, long valid, long preferred) {
    /// As the kernel says it.
    public static final long FOREVER = 0xffff_ffffL;

    public InetAddress address() {
        return prefix.address();
    }

    @Override
    public String toString() {
        String text = Prefix.text(address()) + "/" + prefix.length() + " scope " + scope;
        return valid < 0 || valid == FOREVER ? text : text + ", valid for " + valid + " s";
    }
}
