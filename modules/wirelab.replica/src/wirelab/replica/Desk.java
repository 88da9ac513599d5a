package wirelab.replica;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import wirelab.folder.FolderTree;
import wirelab.folder.TreeException;
import wirelab.kit.Bytes;
import wirelab.kit.Driver;
import wirelab.kit.Failure;
import wirelab.kit.FieldWriter;
import wirelab.raft.Members;
import wirelab.raft.RaftAction;
import wirelab.raft.RaftAnswer;
import wirelab.raft.RaftMachine;

/// Where clients are answered: a request goes to the machine with a ticket, and whoever asked waits for its answer.
final class Desk {
    /// Bytes of a listing in one answer, about.
    private static final int MOST_LISTED = 1 << 18;

    /// Something for the machine.
    private interface Asking {
        void ask(long now, long ticket);
    }

    private final RaftMachine machine;
    private final Driver<RaftAction> driver;
    private final TreeState state;
    private final Spreader spreader;
    private final Copies copies;
    private final Duration limit;
    private final Words words;
    private final Map<Long, CompletableFuture<RaftAnswer>> waiting = new ConcurrentHashMap<>();
    private final AtomicLong tickets = new AtomicLong();

    /// On how many nodes a path is as it should be, as far as it is known at one moment.
    interface View {
        int healthy(String path);
    }

    /// Knows how far the nodes are.
    interface Copies {
        View view();

        /// {@return whether a node stands in the configuration}
        boolean isConfigured(int node);

        /// {@return whether a node's folder has all that was agreed on lately}
        boolean isComplete(int node);
    }

    Desk(RaftMachine machine, Driver<RaftAction> driver, TreeState state, Spreader spreader, Copies copies,
            Words words, Duration limit) {
        this.machine = machine;
        this.driver = driver;
        this.state = state;
        this.spreader = spreader;
        this.copies = copies;
        this.words = words;
        this.limit = limit;
    }

    /// The machine answers.
    void answered(RaftAction.Answer it) {
        var asked = waiting.remove(it.ticket());
        if (asked != null) asked.complete(it.answer());
    }

    private RaftAnswer ask(Asking what) throws InterruptedException {
        long ticket = tickets.incrementAndGet();
        var answer = new CompletableFuture<RaftAnswer>();
        waiting.put(ticket, answer);
        try {
            if (!driver.enter(now -> what.ask(now, ticket))) return new RaftAnswer.Unknown("the node is ending");
            return answer.get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException _) {
            return new RaftAnswer.Unknown("no majority has answered in time");
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        } finally {
            waiting.remove(ticket);
        }
    }

    /// Answers a request; what it says is for whoever asked.
    RaftAnswer answer(Request request) throws InterruptedException {
        try {
            return switch (request) {
                case Request.Open _ -> ask(machine::open);
                case Request.Command it -> command(it);
                case Request.Stat it -> look(() -> stat(state.tree(), it.path()));
                case Request.Listing it -> look(() -> list(state.tree(), it));
                case Request.Member it -> member(it);
                case Request.Tell it -> new RaftAnswer.Done(Bytes.wrap(words.answer(it.words()).getBytes(UTF_8)));
                case Request.Versions it -> new RaftAnswer.Done(Bytes.wrap(words.versions(it.path())));
            };
        } catch (TreeException | IOException e) {
            return new RaftAnswer.Refused(Failure.reason(e));
        }
    }

    private RaftAnswer command(Request.Command it) throws IOException, InterruptedException {
        int leader = driver.ask(() -> machine.role() == RaftMachine.Role.LEADER ? RaftAnswer.NOBODY - 1 : machine.leader());
        if (leader >= RaftAnswer.NOBODY) return new RaftAnswer.NotLeader(leader);
        var change = TreeChange.decode(it.change());
        change.verify();
        if (change instanceof TreeChange.Put put && put.content() == null) {
            try {
                spreader.ensure(put.node(), state.tree().get(put.path()));
            } catch (ReplicaException e) {
                return new RaftAnswer.Unknown(e.getMessage());
            }
        }
        return ask((now, ticket) -> machine.command(now, ticket, it.session(), it.sequence(), it.change()));
    }

    /// Something to be read from a tree.
    private interface Look {
        byte[] at() throws TreeException;
    }

    /// A read waits until this node knows that it led when it was asked, and has applied what was committed then.
    private RaftAnswer look(Look look) throws InterruptedException {
        var answer = ask((now, ticket) -> machine.query(now, ticket, Bytes.of()));
        return answer instanceof RaftAnswer.Done ? new RaftAnswer.Done(Bytes.wrap(look.at())) : answer;
    }

    private byte[] stat(FolderTree tree, String path) {
        var node = tree.get(path);
        if (node == null) return new byte[0];
        var out = new FieldWriter().u8(copies.view().healthy(path));
        node.write(out);
        return out.done();
    }

    /// ```
    /// more u8 (0 or 1), then each: path (length u16), healthy copies u8, node of the tree
    /// ```
    private byte[] list(FolderTree tree, Request.Listing it) {
        var all = it.all() ? tree.under(it.path()) : tree.list(it.path());
        var rest = it.after().isEmpty() ? all : all.tailMap(it.after() + "\0");
        var view = copies.view();
        var out = new FieldWriter().u8(0);
        for (var entry : rest.entrySet()) {
            if (out.offset() > MOST_LISTED) {
                byte[] part = out.done();
                part[0] = 1;
                return part;
            }
            out.sizedText(2, entry.getKey()).u8(view.healthy(entry.getKey()));
            entry.getValue().write(out);
        }
        return out.done();
    }

    /// Whatever is asked for may be so already: who did not hear the answer asks again.
    private RaftAnswer member(Request.Member it) throws InterruptedException {
        var members = driver.ask(machine::members);
        int id = it.node();
        return switch (it.what()) {
            case ADD -> !copies.isConfigured(id)
                    ? new RaftAnswer.Refused("there is no [" + ReplicaConfig.name(id) + "] in this node's configuration")
                    : members.contains(id) ? new RaftAnswer.Done(Bytes.of())
                    : change(members.withLearner(id));
            case VOTE -> members.voters().contains(id) ? new RaftAnswer.Done(Bytes.of())
                    : !copies.isComplete(id) ? new RaftAnswer.Refused("it has not caught up; ask again") : change(members.withVoter(id));
            case REMOVE -> !members.contains(id) ? new RaftAnswer.Done(Bytes.of()) : change(members.without(id));
            case TRANSFER -> ask((now, ticket) -> machine.transfer(now, ticket, id));
        };
    }

    private RaftAnswer change(Members wanted) throws InterruptedException {
        return ask((now, ticket) -> machine.change(now, ticket, wanted));
    }

    /// {@return what a change that this node itself wants is answered}
    Session session() throws InterruptedException {
        return ask(machine::open) instanceof RaftAnswer.Opened it ? new Session(it.session()) : null;
    }

    /// A session of this node's own, while it leads.
    final class Session {
        private final long id;
        private long sequence;

        Session(long id) {
            this.id = id;
        }

        /// {@return why it was not done; empty when it was}
        String change(TreeChange change) throws InterruptedException {
            var answer = answer(new Request.Command(id, ++sequence, change.encode()));
            return switch (answer) {
                case RaftAnswer.Done it -> it.result().text();
                case RaftAnswer.Refused it -> it.reason();
                case RaftAnswer.Unknown it -> it.reason();
                case RaftAnswer.NotLeader _, RaftAnswer.Opened _ -> "this node no longer leads";
            };
        }
    }
}
