package wirelab.ring;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// SPECIFICATION.txt, as tests read it.
final class Specification {
    static final Path FILE = Path.of("modules/wirelab.ring/SPECIFICATION.txt");

    private Specification() {}

    static String text() throws IOException {
        return Files.readString(FILE);
    }

    /// Its pages, each a list of lines.
    static List<List<String>> pages() throws IOException {
        var pages = new ArrayList<List<String>>();
        for (String page : text().split("\n\f\n")) pages.add(page.lines().toList());
        return pages;
    }

    /// The text without headers and footers of its pages, as one line for each paragraph.
    static List<String> paragraphs() throws IOException {
        var lines = new ArrayList<String>();
        var pages = pages();
        for (int i = 0; i < pages.size(); i++) {
            var page = pages.get(i);
            lines.addAll(page.subList(i == 0 ? 0 : 3, page.size() - 1));
            while (lines.getLast().isEmpty()) lines.removeLast();
            // A paragraph that goes on behind the break begins without an indented item or a heading.
            boolean ends = lines.getLast().matches(".*[.:)>]|.*\\d") || !lines.getLast().startsWith("   ");
            if (ends) lines.add("");
        }
        var paragraphs = new ArrayList<String>();
        var paragraph = new StringBuilder();
        for (String line : lines) {
            if (line.isBlank()) {
                if (!paragraph.isEmpty()) paragraphs.add(paragraph.toString());
                paragraph.setLength(0);
            } else {
                paragraph.append(paragraph.isEmpty() ? "" : " ").append(line.strip());
            }
        }
        return paragraphs;
    }
}
