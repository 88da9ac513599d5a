package wirelab.nat;

import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import wirelab.kit.ProtocolViolation;
import wirelab.kit.Text;
import wirelab.nat.Self.Means;

/// The peers of ours that were spoken to in this run. A link belongs to a key, since that is what cannot be forged; the id
/// is only the name under which its owner is registered at present.
final class Peers {
    /// Peers that may be talked to in one run; what was agreed with each is kept to the end.
    static final int MAX_LINKS = 1024;

    private final Means means;
    private final Map<Long, PeerConnection> links = new LinkedHashMap<>();
    private final Map<String, PeerConnection> byId = new HashMap<>();

    Peers(Means means) {
        this.means = means;
    }

    Collection<PeerConnection> links() {
        return links.values();
    }

    /// The link to who calls itself so at present, or `null`.
    PeerConnection named(String id) {
        return byId.get(id);
    }

    /// The link to the owner of a key, by the beginning of that key, or `null`.
    PeerConnection keyed(long tag) {
        return links.get(tag);
    }

    /// {@return the link to a client, made if need be: the link, or `null` when there can be none: too many, a bad key, or a
    /// key that another id has}
    PeerConnection reach(Member member) {
        var link = links.get(Identity.tag(member.key()));
        try {
            if (link == null && links.size() < MAX_LINKS) {
                link = new PeerConnection(means, member, means.self().identity.session(member.key()));
            }
        } catch (ProtocolViolation e) {
            means.out().info(member.id() + " has no usable key: " + e.getMessage());
        }
        if (link == null || !link.peer.id().equals(member.id()) || !link.peer.sameKey(member)) return null;
        links.put(Identity.tag(member.key()), link);
        byId.put(member.id(), link);
        return link;
    }

    /// The server says where somebody is: perhaps somewhere else than before, perhaps a new program under an old name.
    void present(long now, Member member) {
        var link = byId.get(member.id());
        if (link == null) return;
        if (!link.peer.sameKey(member)) {
            if (link.waiting() > 0) means.out().info(Text.count(link.waiting(), "message") + " to " + member.id()
                    + " were not delivered: it has begun anew");
            link.close();
            byId.remove(member.id());
        } else if (!link.peer.publics().equals(member.publics())) {
            link.peer = member;
            link.moved(now);
        }
    }

    /// The server says that somebody is no longer there.
    void gone(String id) {
        var link = byId.get(id);
        if (link != null) link.complain("so far, and it is gone; trying on");
    }

    /// This client leaves.
    void leave() {
        for (var link : links.values()) {
            link.complain("before this end");
            link.close();
        }
    }

    /// What people compare to know that nobody stands between them.
    String fingerprints() {
        var text = new StringBuilder("your fingerprint: " + Identity.fingerprint(means.self().identity.publicKey()));
        byId.forEach((peer, link) -> text.append("\n").append(peer).append(": ")
                .append(Identity.fingerprint(link.key())));
        return text.toString();
    }
}
