package wirelab.raft;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import wirelab.kit.Journal;

/// The disk in memory is as bad as a disk may be, and no worse.
class ModelDiskTest {
    private final Random chance = new Random(19);

    private static byte[] read(Disk disk, String name) throws Exception {
        try (var file = disk.open(name, false)) {
            var all = ByteBuffer.allocate((int) file.size());
            file.read(all, 0);
            return all.array();
        }
    }

    private static ModelDisk with(String name, int length, boolean forced) throws Exception {
        var disk = new ModelDisk();
        try (var file = disk.open(name, true)) {
            var ones = new byte[length];
            Arrays.fill(ones, (byte) 1);
            file.write(ByteBuffer.wrap(ones), 0);
            if (forced) file.force();
        }
        return disk;
    }

    @Test
    void whatIsForcedStays() throws Exception {
        for (int seed = 0; seed < 50; seed++) {
            var disk = with("a", 5000, true);
            disk.force();
            disk.crash(chance);
            assertEquals(5000, read(disk, "a").length);
        }
    }

    @Test
    void aFileWhoseFolderWasNotForcedMayBeGone() throws Exception {
        var seen = new HashSet<List<String>>();
        for (int seed = 0; seed < 50; seed++) {
            var disk = with("a", 10, true);
            disk.crash(chance);
            seen.add(disk.list());
        }
        assertTrue(seen.contains(List.of()) && seen.contains(List.of("a")), seen.toString());
    }

    @Test
    void writesAreTornAtSectors() throws Exception {
        var lengths = new HashSet<Integer>();
        boolean hole = false;
        for (int seed = 0; seed < 200; seed++) {
            var disk = with("a", 1500, false);
            disk.force();
            disk.crash(chance);
            byte[] left = read(disk, "a");
            lengths.add(left.length);
            hole |= left.length > 512 && left[0] == 0;
            for (int i = 0; i < left.length; i++) assertEquals(left[i / 512 * 512], left[i], "byte " + i);
        }
        assertEquals(Set.of(0, 512, 1024, 1500), lengths);
        assertTrue(hole, "a later sector without an earlier one");
    }

    @Test
    void aMoveIsDoneOrNot() throws Exception {
        var seen = new HashSet<Map<String, Integer>>();
        for (int seed = 0; seed < 50; seed++) {
            var disk = with("new", 20, true);
            try (var old = disk.open("old", true)) {
                old.write(ByteBuffer.wrap(new byte[10]), 0);
                old.force();
            }
            disk.force();
            disk.move("new", "old");
            disk.crash(chance);
            seen.add(disk.sizes());
        }
        assertEquals(Set.of(Map.of("new", 20, "old", 10), Map.of("old", 20)), seen);
    }

    @Test
    void nothingHappensFromTheCallOnBeforeWhichItHalts() throws Exception {
        var disk = with("a", 10, true);
        disk.haltBefore(2);
        disk.force();
        assertThrows(ModelDisk.Halted.class, () -> disk.delete("a"));
        assertFalse(disk.list().isEmpty());
    }

    @Test
    void aJournalLosesOnlyWhatWasNotForced() throws Exception {
        for (int seed = 0; seed < 300; seed++) {
            var disk = new ModelDisk();
            try (var journal = Journal.open("j", disk.open("j", true), _ -> {})) {
                disk.force();
                journal.append(List.of(new byte[300], new byte[700]));
                disk.haltBefore(1 + chance.nextInt(4));
                assertThrows(ModelDisk.Halted.class, () -> {
                    journal.append(List.of(new byte[600], new byte[2000], new byte[10]));
                    disk.force();
                });
            }
            disk.crash(chance);
            var sizes = new ArrayList<Integer>();
            Journal.open("j", disk.open("j", false), bytes -> sizes.add(bytes.length)).close();
            assertEquals(List.of(300, 700, 600, 2000, 10).subList(0, sizes.size()), sizes);
            assertTrue(sizes.size() >= 2, "seed " + seed + ": " + sizes);
        }
    }

    /// A record may hold a journal: torn, it must not look like records that were acknowledged.
    @Test
    void aJournalInATornRecordIsNotMistakenForOne() throws Exception {
        var inner = new ModelDisk();
        byte[] image;
        try (var journal = Journal.open("i", inner.open("i", true), _ -> {})) {
            for (int i = 0; i < 20; i++) journal.append(new byte[100]);
            image = read(inner, "i");
        }
        for (int seed = 0; seed < 100; seed++) {
            var disk = new ModelDisk();
            try (var journal = Journal.open("j", disk.open("j", true), _ -> {})) {
                disk.force();
                disk.haltBefore(2);
                assertThrows(ModelDisk.Halted.class, () -> journal.append(image));
            }
            disk.crash(chance);
            Journal.open("j", disk.open("j", false), _ -> {}).close();
        }
    }
}
