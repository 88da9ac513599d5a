package wirelab.folder;

/// The weak sum of rsync: of the bytes in a window, and of them weighed by their distance from its end, sixteen bits each.
/// When the window moves by a byte, two additions make the next one.
final class RollingSum {
    private int sum;
    private int weighed;
    private int length;

    private RollingSum() {}

    static RollingSum of(byte[] bytes, int at, int count) {
        var rolling = new RollingSum();
        rolling.length = count;
        for (int i = 0; i < count; i++) {
            int b = bytes[at + i] & 0xff;
            rolling.sum += b;
            rolling.weighed += (count - i) * b;
        }
        return rolling;
    }

    /// Moves the window by a byte.
    void roll(byte leaves, byte enters) {
        sum += (enters & 0xff) - (leaves & 0xff);
        weighed += sum - length * (leaves & 0xff);
    }

    /// The window becomes shorter at its beginning.
    void drop(byte leaves) {
        weighed -= length * (leaves & 0xff);
        sum -= leaves & 0xff;
        length--;
    }

    int value() {
        return sum & 0xffff | weighed << 16;
    }
}
