package wirelab.http;

import java.time.Duration;
import wirelab.kit.Text;

/// What one exchange spent its time on.
///
/// ```
/// |- look-up -|- connect -|- TLS -|- request, thinking -|- body ... |
/// |----------------- first byte ------------------------|           |
/// |----------------------------- total -----------------------------|
/// ```
///
/// On a connection that is used again, look-up, connect and TLS are zero. One thread may use it.
public final class Timing {
    private final long began = System.nanoTime();
    private long lookup;
    private long connect;
    private long tls;
    private long firstByte;
    private long total;

    /// Begins to measure.
    public Timing() {}

    void lookedUp(long since) {
        lookup += System.nanoTime() - since;
    }

    void connected(long since) {
        connect += System.nanoTime() - since;
    }

    void secured(long since) {
        tls += System.nanoTime() - since;
    }

    void firstByteCame() {
        firstByte = System.nanoTime() - began;
    }

    void ended() {
        if (total == 0) total = System.nanoTime() - began;
    }

    /// How long it took to find the address of the host or of the proxy.
    ///
    /// @return zero when no connection had to be opened
    public Duration lookup() {
        return Duration.ofNanos(lookup);
    }

    /// How long it took until the TCP connection stood, and the tunnel through a proxy.
    ///
    /// @return zero when no connection had to be opened
    public Duration connect() {
        return Duration.ofNanos(connect);
    }

    /// How long the handshake of TLS took.
    ///
    /// @return zero without TLS
    public Duration tls() {
        return Duration.ofNanos(tls);
    }

    /// When the head of the response had come.
    ///
    /// @return time from the beginning
    public Duration firstByte() {
        return Duration.ofNanos(firstByte);
    }

    /// When everything had come.
    ///
    /// @return time from the beginning, until now where it goes on
    public Duration total() {
        return Duration.ofNanos(total == 0 ? System.nanoTime() - began : total);
    }

    /// All of it in one line.
    @Override
    public String toString() {
        var text = new StringBuilder();
        if (connect > 0) text.append("look-up ").append(Text.duration(lookup())).append(", connect ")
                .append(Text.duration(connect()));
        else text.append("connection reused");
        if (tls > 0) text.append(", TLS ").append(Text.duration(tls()));
        return text.append(", first byte ").append(Text.duration(firstByte())).append(", total ")
                .append(Text.duration(total())).toString();
    }
}
