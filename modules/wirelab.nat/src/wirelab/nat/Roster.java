package wirelab.nat;

import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;

/// Who is here, as the server tells it: events with numbers, none of which may be missed.
final class Roster {
    /// Clients that are listed.
    static final int MAX_MEMBERS = 20_000;

    /// Told what changes.
    interface Watcher {
        /// Somebody is here, or has changed; `before` is what was known, or `null`.
        void present(Member member, Member before);

        /// Somebody who was known is gone.
        void gone(Event.Gone gone);
    }

    private final Map<String, Member> members = new TreeMap<>();
    private long seen;

    Collection<Member> members() {
        return members.values();
    }

    Member member(String id) {
        return members.get(id);
    }

    /// The number of the last event seen, which the server is told with each keep-alive.
    long seen() {
        return seen;
    }

    /// Takes in news; those from event 0 on are the whole list, as after a restart of the server.
    ///
    /// @return whether they fit to what is known: if not, something got lost, and the server must be asked again
    boolean update(Signal.Members news, Watcher watcher) {
        if (news.from() > seen) return false;
        if (news.from() != 0 && news.to() <= seen) return true;
        var before = Map.copyOf(members);
        if (news.from() == 0) members.clear();
        seen = news.to();
        for (var event : news.events()) {
            switch (event) {
                case Event.Present(Member member) -> {
                    if (members.size() < MAX_MEMBERS) members.put(member.id(), member);
                    watcher.present(member, before.get(member.id()));
                }
                case Event.Gone gone -> {
                    members.remove(gone.id());
                    if (before.containsKey(gone.id())) watcher.gone(gone);
                }
            }
        }
        return true;
    }
}
