package wirelab.nat;

import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import wirelab.kit.ProtocolException;

/// The peers of ours that were spoken to in this run. A link belongs to a key, since that is what cannot be forged; the id
/// is only the name under which its owner is registered at present.
final class Peers {
    /// Peers that may be talked to in one run; what was agreed with each is kept to the end.
    static final int MAX_LINKS = 1024;

    private final Engine engine;
    private final Map<Long, Link> links = new LinkedHashMap<>();
    private final Map<String, Link> byId = new HashMap<>();

    Peers(Engine engine) {
        this.engine = engine;
    }

    Collection<Link> links() {
        return links.values();
    }

    /// The link to who calls itself so at present, or `null`.
    Link named(String id) {
        return byId.get(id);
    }

    /// The link to the owner of a key, by the beginning of that key, or `null`.
    Link keyed(long tag) {
        return links.get(tag);
    }

    /// The link to a client, made if need be.
    ///
    /// @return the link, or `null` when there can be none: too many, a bad key, or a key that another id has
    Link reach(Member member) {
        var link = links.get(Identity.tag(member.key()));
        try {
            if (link == null && links.size() < MAX_LINKS) {
                link = new Link(engine, member, engine.identity.session(member.key()));
            }
        } catch (ProtocolException e) {
            engine.info(member.id() + " has no usable key: " + e.getMessage());
        }
        if (link == null || !link.peer.id().equals(member.id()) || !link.peer.sameKey(member)) return null;
        links.put(Identity.tag(member.key()), link);
        byId.put(member.id(), link);
        return link;
    }

    /// The server says where somebody is: perhaps somewhere else than before, perhaps a new program under an old name.
    void present(Member member, long now) {
        var link = byId.get(member.id());
        if (link == null) return;
        if (!link.peer.sameKey(member)) {
            if (link.waiting() > 0) engine.info(link.waiting() + " messages to " + member.id()
                    + " were not delivered: it has begun anew");
            link.close();
            byId.remove(member.id());
        } else if (!link.peer.publics().equals(member.publics())) {
            link.peer = member;
            link.moved(now);
        }
    }

    /// What people compare to know that nobody stands between them.
    String fingerprints() {
        var text = new StringBuilder("your fingerprint: " + Identity.fingerprint(engine.identity.publicKey()));
        byId.forEach((peer, link) -> text.append("\n").append(peer).append(": ")
                .append(Identity.fingerprint(link.key())));
        return text.toString();
    }
}
