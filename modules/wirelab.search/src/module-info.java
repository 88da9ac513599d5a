/// Full-text search over documents: what is text in a file, an inverted index with positions, and ranking by BM25 (Robertson,
/// Zaragoza, 2009) with statistics that may be those of several such indexes together.
///
/// Terms are those of [Terms][wirelab.terms.Terms]. A document is found that has all that was asked for: words, `"phrases"`
/// and beginnings of words, as `proto*`.
///
/// ```
/// var index = new SearchIndex();
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
/// | a partition | 4 Mi terms or 65,536 texts, until it is merged | memory | it is written out |
/// | bytes looked at for a NUL | 8,192 | programs and pictures | no text |
/// | line shown | 160 letters | a terminal | cut around what was found |
///
/// Left out on purpose: stems and synonyms, spelling, formats of word processors, texts that are pictures.
module wirelab.search {
    requires transitive wirelab.kit;
    requires wirelab.pdf;
    requires wirelab.terms;

    exports wirelab.search;
}
