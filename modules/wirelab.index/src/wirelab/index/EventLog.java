package wirelab.index;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import wirelab.kit.Text;
import wirelab.kit.Visible;

/// What has come and gone of late, for those who watch.
final class EventLog {
    private static final int MOST = 1_000;
    private static final int MOST_LETTERS = 120;
    private static final int MOST_NAMED = 100;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition more = lock.newCondition();
    private final ArrayDeque<String> texts = new ArrayDeque<>();
    private long last;
    private boolean closed;

    void add(String text) {
        String shown = Visible.of(text);
        lock.lock();
        try {
            if (texts.size() == MOST) texts.removeFirst();
            texts.add(shown.substring(0, shown.offsetByCodePoints(0, Math.min(MOST_LETTERS,
                    shown.codePointCount(0, shown.length())))));
            last++;
            more.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /// What has changed among the documents of a node.
    void changed(DocumentTree before, DocumentTree after, String where) {
        // Of many that are new, as at the first look, nobody reads the names.
        int more = after.size() - before.size();
        if (more > MOST_NAMED || before.size() == 0 && more > 1) {
            add("+ " + Text.count(more, "document") + " " + where);
            return;
        }
        DocumentTree.compare(before, after, (document, added) ->
                add((added ? "+ " : "- ") + document.names().getFirst() + " " + where));
    }

    /// {@return what has happened after an event, when something has, or the time is over}
    IndexReply.Events after(long number, long nanos) throws InterruptedException {
        lock.lock();
        try {
            if (number > last) return new IndexReply.Events(last, new ArrayList<>());
            while (number == last && nanos > 0 && !closed) nanos = more.awaitNanos(nanos);
            int missed = (int) Math.min(last - number, texts.size());
            return new IndexReply.Events(last, texts.stream().skip(texts.size() - missed).toList());
        } finally {
            lock.unlock();
        }
    }

    static long seconds(int seconds) {
        return TimeUnit.SECONDS.toNanos(seconds);
    }

    void close() {
        lock.lock();
        try {
            closed = true;
            more.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
