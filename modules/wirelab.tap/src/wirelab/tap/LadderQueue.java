package wirelab.tap;

import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/// Draws on a thread of its own, so that the conversation does not go at the speed of a terminal.
///
/// At most [#MOST_WAITING] rows wait to be drawn. A terminal that is stopped (Ctrl-S, a pager) must not stop the
/// conversation, so what finds no place is left out, and a line in the drawing says how many rows those were. In the end
/// everything that waits is drawn, for at most [#PATIENCE_SECONDS].
final class LadderQueue implements LadderPicture {
    static final int MOST_WAITING = 1024;
    static final long PATIENCE_SECONDS = 10;
    /// When nothing was said for so long, what is held back is drawn.
    private static final long PAUSE_MILLIS = 200;

    private final LadderPicture picture;
    private final BlockingQueue<Runnable> waiting = new ArrayBlockingQueue<>(MOST_WAITING);
    private final AtomicLong leftOut = new AtomicLong();
    private final AtomicBoolean over = new AtomicBoolean();
    private final Thread drawer;
    /// Goes with the next row that finds a place.
    private volatile List<Integer> order = List.of();
    /// Belongs to the thread that draws.
    private List<Integer> drawnOrder = List.of();
    /// Belongs to the thread that draws.
    private boolean ended;

    LadderQueue(LadderPicture picture) {
        this.picture = picture;
        drawer = Thread.ofPlatform().daemon().name("ladder").start(this::run);
    }

    @Override
    public void row(LadderRow row, List<String> labels) {
        if (over.get()) return;
        // The gap is told where it is: before the first row that finds a place again.
        long gap = leftOut.getAndSet(0);
        var order = this.order;
        boolean taken = waiting.offer(() -> {
            sayLeftOut(gap);
            if (!order.equals(drawnOrder)) picture.order(drawnOrder = order);
            picture.row(row, labels);
        });
        if (!taken) leftOut.addAndGet(gap + 1);
    }

    @Override
    public void order(List<Integer> order) {
        this.order = order;
    }

    private void sayLeftOut(long count) {
        if (count > 0) picture.note("… " + count + " left out: they came faster than they could be drawn");
    }

    @Override
    public void note(String note) {
        if (!over.get()) await(() -> picture.note(note));
    }

    private void run() {
        try {
            boolean paused = true;
            while (!ended) {
                var next = paused ? waiting.take() : waiting.poll(PAUSE_MILLIS, TimeUnit.MILLISECONDS);
                paused = next == null;
                if (paused) picture.pause();
                else next.run();
            }
        } catch (InterruptedException _) {
            // Nobody interrupts this thread.
        }
    }

    /// Waits until everything so far is drawn.
    @Override
    public void pause() {
        if (!over.get()) await(picture::pause);
    }

    @Override
    public void end() {
        if (over.getAndSet(true)) return;
        await(() -> {
            sayLeftOut(leftOut.get());
            picture.end();
            ended = true;
        });
    }

    private void await(Runnable what) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        var done = new CountDownLatch(1);
        Runnable task = () -> {
            what.run();
            done.countDown();
        };
        try {
            // The thread may end between two looks at it: whoever comes too late has nothing to wait for.
            while (drawer.isAlive() && System.nanoTime() < deadline) {
                if (task != null && waiting.offer(task, PAUSE_MILLIS, TimeUnit.MILLISECONDS)) task = null;
                if (task == null && done.await(PAUSE_MILLIS, TimeUnit.MILLISECONDS)) return;
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
