package wirelab.search;

/// Adds texts to an index, which has them when this is closed, or from time to time before. One thread uses it; several
/// may have one each, and are then as quick as there are cores.
public final class SearchWriter implements AutoCloseable {
    private final SearchIndex index;
    private PartitionWriter texts = new PartitionWriter();

    SearchWriter(SearchIndex index) {
        this.index = index;
    }

    /// Adds a text; nothing becomes of it when it is there already.
    ///
    /// @param text `null` for a file in which there is none, so that one need not look again
    public void put(String key, String text) {
        texts.add(key, text);
        if (texts.isFull()) close();
    }

    @Override
    public void close() {
        if (texts.isEmpty()) return;
        index.add(texts);
        texts = new PartitionWriter();
    }
}
