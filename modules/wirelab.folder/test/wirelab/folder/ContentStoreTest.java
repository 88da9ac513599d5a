package wirelab.folder;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ContentStoreTest {
    private static final String TEXT = "a text of some bytes";
    private final ModelVolume volume = new ModelVolume();
    private ContentStore store;

    @BeforeEach
    void open() throws IOException {
        if (volume.stat(FolderPath.RESERVED) == null) volume.folder(FolderPath.RESERVED);
        store = ContentStore.open(volume, new KeeperOptions(List.of(), KeeperOptions.DEFAULTS.keepFor(), 1, 100, true),
                _ -> List.of());
    }

    private static ByteBuffer part(int from, int to) {
        return ByteBuffer.wrap(TEXT.substring(from, to).getBytes(UTF_8));
    }

    private static wirelab.kit.Bytes hash() {
        return Some.file(TEXT).hash();
    }

    @Test
    void aContentCountsWhenAllOfItIsThere() throws Exception {
        try (var staging = store.stage(hash(), 20)) {
            staging.write(part(0, 8), 0);
            assertEquals(8, staging.received());
            assertFalse(store.has(hash()));
            staging.write(part(8, 20), 8);
            staging.complete();
        }
        assertTrue(store.has(hash()));
        assertEquals(20, store.size(hash()));
        var read = ByteBuffer.allocate(4);
        assertEquals(4, store.read(hash(), 2, read));
        assertEquals("text", new String(read.array(), UTF_8));
    }

    @Test
    void piecesMayComeInAnyOrder() throws Exception {
        try (var staging = store.stage(hash(), 20)) {
            staging.write(part(8, 20), 8);
            staging.write(part(0, 8), 0);
            staging.complete();
        }
        assertTrue(store.has(hash()));
    }

    @Test
    void whatIsAnotherContentOrTooLongLeavesNothing() throws Exception {
        try (var staging = store.stage(hash(), 20)) {
            assertThrows(IOException.class, () -> staging.write(part(0, 8), 13));
            staging.write(part(0, 8), 0);
            assertThrows(IOException.class, staging::complete);
        }
        assertFalse(store.has(hash()));
        assertEquals(0, volume.list(ContentStore.FOLDER).size());
        Some.stage(store, TEXT);
        assertTrue(store.has(hash()));
    }

    @Test
    void whatIsGivenUpMakesRoom() throws Exception {
        store.stage(hash(), 90).close();
        var staging = store.stage(hash(), 90);
        assertThrows(IOException.class, () -> store.stage(Some.file("other").hash(), 11), "only 100 bytes may be staged");
        staging.close();
        Some.stage(store, "other");
        store.retain(Set.of());
        assertEquals(Set.of(), store.staged());
        store.stage(hash(), 100).close();
    }

    @Test
    void whatWasForcedIsThereWhenThePowerComesBackAndWhatIsTornIsNot() throws Exception {
        int kept = 0;
        var random = new Random(19);
        for (int seed = 0; seed < 100; seed++) {
            Some.stage(store, TEXT);
            store.force(List.of(hash()));
            String other = "other " + seed + "x".repeat(60);
            Some.stage(store, other);
            volume.crash(random);
            open();
            assertTrue(store.has(hash()));
            if (store.has(Some.file(other).hash())) {
                kept++;
                assertEquals(other, Some.read(volume, ContentStore.path(Some.file(other).hash())));
            }
            store.retain(Set.of());
        }
        assertTrue(kept > 0 && kept < 100, kept + " of 100 that were not forced");
    }

    @Test
    void twoMayStageTheSame() throws Exception {
        for (boolean firstCompletes : new boolean[] {true, false}) {
            var first = store.stage(hash(), 20);
            var second = store.stage(hash(), 20);
            first.write(part(0, 20), 0);
            second.write(part(0, 20), 0);
            (firstCompletes ? first : second).complete();
            assertTrue(store.has(hash()));
            (firstCompletes ? second : first).complete();
            store.stage(hash(), 20).complete();
            assertEquals(TEXT, Some.read(volume, ContentStore.path(hash())));
            assertEquals(1, volume.list(ContentStore.FOLDER).size());
            store.retain(Set.of());
            assertEquals(0, volume.list(ContentStore.FOLDER).size());
        }
        store.stage(hash(), 100).close();
    }

    @Test
    void aFullDiskIsSaid() throws Exception {
        volume.full(true);
        assertThrows(IOException.class, () -> store.stage(hash(), 20));
        volume.full(false);
        Some.stage(store, TEXT);
    }
}
