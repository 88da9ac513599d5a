package wirelab.site;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import wirelab.http.Accept;
import wirelab.http.Page;
import wirelab.http.RequestHead;
import wirelab.kit.Text;

/// The content of a folder, as a page whose columns sort, or as JSON.
///
/// ```
/// {"path":"/docs/","entries":[{"name":"a.txt","type":"file","size":5,"modified":"2026-11-21T01:47:00Z"}],"complete":true}
/// ```
final class Listing {
    /// So many entries are shown of a folder.
    static final int MOST = 10_000;
    /// So many are looked at to find the first by the order that was asked for.
    private static final int EXAMINED = 100_000;

    /// One file or folder.
    private record Entry(String name, boolean folder, long size, Instant modified) {}

    private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private static final String STYLE = """
            nav { color: var(--dim); margin-bottom: 1.1rem } nav a { text-decoration: none }
            nav a:hover { text-decoration: underline }
            table { width: 100%; border-collapse: collapse; font-variant-numeric: tabular-nums }
            th { text-align: left; font-weight: 600; font-size: .84rem; border-bottom: 2px solid var(--line);
              padding: .45rem .5rem }
            th a { color: var(--dim); text-decoration: none; white-space: nowrap }
            th a:hover, th[aria-sort] a { color: var(--ink) }
            td { padding: .4rem .5rem; border-bottom: 1px solid var(--line); overflow-wrap: anywhere }
            td:first-child, th:first-child { width: 99% }
            tr:hover td { background: color-mix(in srgb, var(--accent) 7%, transparent) }
            td a { text-decoration: none } td a:hover { text-decoration: underline }
            .folder a { font-weight: 600 } .folder a::before { content: "\\25B8\\00A0" ; color: var(--accent) }
            .n, th.n { text-align: right; white-space: nowrap }
            .d { white-space: nowrap; color: var(--dim); padding-left: 1.6rem }
            .empty { color: var(--dim); padding: 1.6rem .5rem }
            @media (max-width: 34rem) { .d { display: none } }
            """;

    private final List<String> names;
    private final List<Entry> entries = new ArrayList<>();
    private boolean complete = true;

    private Listing(List<String> names) {
        this.names = names;
    }

    /// Reads a folder.
    ///
    /// @param tree what may be shown
    static Listing of(Tree tree, Path folder, List<String> names) throws IOException {
        var listing = new Listing(names);
        try (var files = Files.newDirectoryStream(folder)) {
            for (var file : files) {
                if (listing.entries.size() == EXAMINED) {
                    listing.complete = false;
                    break;
                }
                String name = Names.of(file);
                if (!tree.hidden(name)) listing.add(tree, file, name);
            }
        }
        return listing;
    }

    /// A link that leads nowhere, or out of what is served, is not shown; nor what is neither file nor folder.
    private void add(Tree tree, Path file, String name) {
        BasicFileAttributes attributes;
        try {
            attributes = Files.readAttributes(file, BasicFileAttributes.class);
            if (Files.isSymbolicLink(file) && !tree.contains(file)) return;
        } catch (IOException _) {
            return;
        }
        if (!attributes.isDirectory() && !attributes.isRegularFile()) return;
        entries.add(new Entry(name, attributes.isDirectory(), attributes.size(),
                attributes.lastModifiedTime().toInstant().truncatedTo(ChronoUnit.SECONDS)));
    }

    int size() {
        return entries.size();
    }

    /// The page, or JSON when the client prefers it.
    Page page(RequestHead request, String query) {
        String sort = sort(query);
        boolean descending = order(query).equals("desc");
        Comparator<Entry> order = switch (sort) {
            case "size" -> Comparator.comparingLong(Entry::size);
            case "date" -> Comparator.comparing(Entry::modified);
            default -> Comparator.comparing(Entry::name, String.CASE_INSENSITIVE_ORDER);
        };
        order = order.thenComparing(Entry::name);
        entries.sort(Comparator.comparing(Entry::folder).reversed().thenComparing(descending ? order.reversed() : order));
        if (entries.size() > MOST) {
            entries.subList(MOST, entries.size()).clear();
            complete = false;
        }
        return Accept.prefersJson(request.headers()) ? json() : html(sort, descending);
    }

    /// Which column; what is none is the first.
    static String sort(String query) {
        String sort = parameter(query, "sort", "name");
        return sort.equals("size") || sort.equals("date") ? sort : "name";
    }

    static String order(String query) {
        return parameter(query, "order", "asc").equals("desc") ? "desc" : "asc";
    }

    private static String parameter(String query, String name, String preset) {
        if (query == null) return preset;
        for (String pair : query.split("&")) if (pair.startsWith(name + "=")) return pair.substring(name.length() + 1);
        return preset;
    }

    private Page json() {
        var json = new StringBuilder("{\"path\":")
                .append(Page.quote("/" + String.join("/", names) + (names.isEmpty() ? "" : "/"))).append(",\"entries\":[");
        for (var entry : entries) {
            if (json.charAt(json.length() - 1) == '}') json.append(',');
            json.append("\n{\"name\":").append(Page.quote(entry.name)).append(",\"type\":\"")
                    .append(entry.folder ? "folder" : "file").append('"');
            if (!entry.folder) json.append(",\"size\":").append(entry.size);
            json.append(",\"modified\":\"").append(entry.modified).append("\"}");
        }
        return Page.json(json.append("],\n\"complete\":").append(complete).append("}\n").toString());
    }

    private Page html(String sort, boolean descending) {
        var body = new StringBuilder("<nav class=\"mono\">").append(crumbs()).append("</nav>\n<h1>")
                .append(names.isEmpty() ? "Start page" : Page.escape(names.getLast())).append("</h1>\n<table>\n<thead><tr>");
        for (String column : List.of("name", "size", "date")) body.append(column(column, sort, descending));
        body.append("</tr></thead>\n<tbody>\n");
        if (!names.isEmpty()) body.append("<tr class=\"folder\"><td colspan=\"3\"><a href=\"../\">..</a></td></tr>\n");
        for (var entry : entries) row(body, entry);
        if (entries.isEmpty()) body.append("<tr><td colspan=\"3\" class=\"empty\">This folder is empty.</td></tr>\n");
        body.append("</tbody>\n</table>\n");
        long folders = entries.stream().filter(Entry::folder).count();
        long bytes = entries.stream().filter(entry -> !entry.folder).mapToLong(Entry::size).sum();
        String foot = count(folders, "folder") + ", " + count(entries.size() - folders, "file") + ", " + Text.bytes(bytes)
                + (complete ? "" : " &middot; only the first " + MOST + " are shown")
                + " &middot; times are UTC &middot; wirelab";
        return Page.html("/" + String.join("/", names), STYLE, body.toString(), foot);
    }

    private static String count(long n, String what) {
        return n + " " + what + (n == 1 ? "" : "s");
    }

    private String crumbs() {
        var crumbs = new StringBuilder("<a href=\"/\">/</a>");
        var href = new StringBuilder("/");
        for (String name : names) {
            href.append(Tree.encode(name)).append('/');
            crumbs.append("<a href=\"").append(href).append("\">").append(Page.escape(name)).append("/</a>");
        }
        return crumbs.toString();
    }

    private static String column(String column, String sort, boolean descending) {
        boolean sorted = sort.equals(column);
        String next = sorted && !descending ? "desc" : "asc";
        String style = column.equals("size") ? "n" : column.equals("date") ? "d" : "";
        return "<th class=\"" + style + "\""
                + (sorted ? " aria-sort=\"" + (descending ? "descending" : "ascending") + "\"" : "") + "><a href=\"?sort="
                + column + "&amp;order=" + next + "\">" + Character.toUpperCase(column.charAt(0)) + column.substring(1)
                + (sorted ? descending ? " &darr;" : " &uarr;" : "") + "</a></th>";
    }

    private static void row(StringBuilder body, Entry entry) {
        body.append(entry.folder ? "<tr class=\"folder\">" : "<tr>").append("<td><a href=\"").append(Tree.encode(entry.name))
                .append(entry.folder ? "/" : "").append("\">").append(Page.escape(entry.name))
                .append(entry.folder ? "/" : "")
                .append("</a></td><td class=\"n\">").append(entry.folder ? "" : Text.bytes(entry.size))
                .append("</td><td class=\"d\">")
                .append(DATE.format(entry.modified)).append("</td></tr>\n");
    }
}
