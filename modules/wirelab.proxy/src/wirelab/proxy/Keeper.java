package wirelab.proxy;

import java.io.IOException;
import java.nio.ByteBuffer;
import wirelab.http.Framing;
import wirelab.http.HttpDate;
import wirelab.http.RequestHead;
import wirelab.intermediary.Passing;

/// Brings what a server answers to all who wait for it, and keeps it.
///
/// @param store where
record Keeper(Store store) {
    private static final int BUFFER = 32 * 1024;

    /// What those who wait are told, before the content has come.
    Flight.Shared shared(RequestHead request, Answer answer) {
        var kept = Parts.kept(answer.status(), Policy.kept(answer.headers())).edit().remove("Content-Length");
        if (!answer.headers().has("Date")) kept.set("Date", HttpDate.text(answer.received()));
        var framing = Passing.framing(answer.reply().head(), answer.reply().body().framing(), "GET");
        return new Flight.Shared(answer.status(), kept.build(), framing,
                Selection.of(answer.headers(), request.headers()), new Spool(store.mostOfOne(), answer.length()));
    }

    /// The same, where what comes is the rest of something that is kept.
    Flight.Shared completed(Entry begun, Answer answer) throws IOException {
        var newer = Parts.kept(206, Policy.kept(answer.headers()));
        var kept = Update.merged(begun.headers(), newer).edit().remove("Content-Length");
        var spool = new Spool(store.mostOfOne(), begun.part().total());
        spool.append(begun.body().duplicate());
        return new Flight.Shared(200, kept.build(), new Framing.Length(begun.part().total()), begun.asked(), spool);
    }

    /// Brings the content to all who read it, and keeps it. The connection goes back where it came from.
    ///
    /// @param landed called when nobody may join any more: before the readers see the end, since then they may ask again
    void bring(Destination to, Flight.Shared shared, Answer answer, Runnable landed) {
        var spool = shared.spool();
        var buffer = ByteBuffer.allocate(Math.clamp(answer.length(), 1, BUFFER));
        try (var reply = answer.reply()) {
            while (reply.body().read(buffer.clear()) >= 0) spool.append(buffer.flip());
            keep(to, shared, answer);
            landed.run();
            spool.finish();
        } catch (IOException | RuntimeException e) {
            landed.run();
            spool.fail(e instanceof IOException io ? io : new IOException(e));
        }
    }

    private void keep(Destination to, Flight.Shared shared, Answer answer) {
        var bytes = shared.spool().whole();
        boolean cut = bytes != null && shared.framing() instanceof Framing.Length(long n) && n != bytes.remaining();
        if (bytes == null || cut) return;
        boolean validate = Policy.mustValidate(Policy.directives(shared.headers()));
        if (shared.status() != 206) {
            store.put(to.uri(), new Entry(shared.status(), shared.headers(), bytes, answer.requested(), answer.received(),
                    shared.selection(), validate));
            return;
        }
        var range = Parts.of(answer.headers());
        // Whose length is another than it says is no part of anything.
        if (bytes.remaining() != range.last() - range.first() + 1) return;
        keep(to.uri(), new Entry(206, shared.headers(), bytes, answer.requested(), answer.received(), shared.selection(),
                validate, new Entry.Part(range.first(), range.total())));
    }

    private void keep(String uri, Entry part) {
        var slot = store.same(uri, part.asked());
        if (slot == null) store.put(uri, part);
        else if (slot.entry().part() != null) store.put(uri, Parts.combined(slot.entry(), part));
    }
}
