/// Full-text search over documents: what is text in a file, an inverted index with positions, and ranking by BM25 (Robertson,
/// Zaragoza, 2009) with statistics that may be those of several such indexes together.
///
/// Terms are those of [Terms][wirelab.terms.Terms]. A document is found that has all that was asked for: words, `"phrases"`
/// and beginnings of words, as `proto*`.
///
/// ```
/// var index = new SearchIndex<String>();
/// index.put("one", "A plan of the house.\nAnother line.");
/// var query = SearchQuery.parse("\"the house\" pla*");
/// var statistics = index.statistics(query, _ -> true);
/// IO.println(index.find(query, statistics, _ -> true, 10));
/// ```
///
/// | limit | number | why | when it is hit |
/// | --- | --- | --- | --- |
/// | question | 256 letters, 16 parts | nobody types more | refused with a line |
/// | text of a document | 16 MiB | memory | the rest is not searched |
/// | term | 64 letters | what is longer is no word | not searched |
/// | terms with one beginning | 1,000 | a single letter | the first ones are taken |
/// | bytes looked at for a NUL | 8,192 | programs and pictures | no text |
/// | line shown | 160 letters | a terminal | cut around what was found |
///
/// Left out on purpose: stems and synonyms, spelling, PDF and formats of word processors. The index is in memory and made anew
/// when a program starts.
module wirelab.search {
    requires transitive wirelab.kit;
    requires wirelab.terms;

    exports wirelab.search;
}
