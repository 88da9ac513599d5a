package wirelab.search;

/// Goes through the documents of a term, in order.
final class PostingsCursor {
    private final VarintCursor numbers;
    int document = -1;
    /// How often the term stands there.
    int count;

    PostingsCursor(byte[] documents) {
        numbers = new VarintCursor(documents);
    }

    boolean next() {
        if (!numbers.hasMore()) return false;
        int number = numbers.next();
        document += number >>> 1;
        count = (number & 1) == 1 ? 1 : numbers.next();
        return true;
    }

    /// Writes down one document as this reads it.
    ///
    /// @param before the one before it, -1 for none
    static void write(VarintBuffer documents, int before, int document, int count) {
        int distance = document - before << 1;
        documents.put(count == 1 ? distance | 1 : distance);
        if (count > 1) documents.put(count);
    }
}
