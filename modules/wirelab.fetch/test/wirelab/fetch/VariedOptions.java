package wirelab.fetch;

import java.time.Duration;

/// Options as a test wants them and no program changes them one by one.
final class VariedOptions {
    private VariedOptions() {}

    static DownloadOptions keeping(DownloadOptions o) {
        return new DownloadOptions(o.folder(), o.output(), o.resume(), o.newer(), true, o.compressed(), o.checksum(),
                o.rate(), o.time(), o.retries(), o.progress());
    }

    static DownloadOptions compressed(DownloadOptions o) {
        return new DownloadOptions(o.folder(), o.output(), o.resume(), o.newer(), o.keep(), true, o.checksum(),
                o.rate(), o.time(), o.retries(), o.progress());
    }

    static DownloadOptions slow(DownloadOptions o, long rate) {
        return new DownloadOptions(o.folder(), o.output(), o.resume(), o.newer(), o.keep(), o.compressed(), o.checksum(),
                rate, o.time(), o.retries(), o.progress());
    }

    static DownloadOptions within(DownloadOptions o, Duration time) {
        return new DownloadOptions(o.folder(), o.output(), o.resume(), o.newer(), o.keep(), o.compressed(), o.checksum(),
                o.rate(), time, o.retries(), o.progress());
    }

    static DownloadOptions trying(DownloadOptions o, Retries.Policy retries) {
        return new DownloadOptions(o.folder(), o.output(), o.resume(), o.newer(), o.keep(), o.compressed(), o.checksum(),
                o.rate(), o.time(), retries, o.progress());
    }
}
