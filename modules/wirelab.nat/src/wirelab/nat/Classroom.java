package wirelab.nat;

import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import wirelab.kit.Address;
import wirelab.nat.Member.Dialect;

/// What the server says to classroom clients, in their own dialect.
///
/// ```
///               tagged                                        spoken
/// is here       Rid,publicIP:port,privateIP:port|id,...       ID IP:PORT
/// same NAT      (in the entry)                                ID@private:PRIVATE_IP
/// has left      Uid                                           ID is unregistered IP:PORT
/// is silent     Uid                                           ID is off-line IP:PORT
/// refused       Eid taken                                     ID is taken
/// ```
///
/// The refusals are ours: the dialects have none. They are never longer than the registration that they answer.
final class Classroom {
    private Classroom() {}

    static String entry(Member member) {
        return member.id() + "," + Address.text(member.publicAddress()) + "," + Address.text(member.local());
    }

    static String present(Member member) {
        return member.id() + " " + Address.text(member.publicAddress());
    }

    static String neighbour(Member member) {
        return member.id() + "@private:" + Address.text(member.local().getAddress());
    }

    static String gone(String id, boolean left, InetSocketAddress address) {
        return id + (left ? " is unregistered " : " is off-line ") + Address.text(address);
    }

    static String refused(Dialect dialect, String id, String why) {
        return dialect == Dialect.TAGGED ? "E" + id + " " + why : id + " is " + why;
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
