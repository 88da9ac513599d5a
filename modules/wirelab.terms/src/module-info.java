/// The terms of a text, counted in bounded memory: what a term is (the Unicode of the running JDK), where a text may be cut
/// without cutting one, tables without an object per term, sorted runs on disk, and their merge. No network is in it.
///
/// ```
/// var table = new CountTable(Long::sum);
/// table.count(text, 0, text.length);
/// for (var records = table.sorted(); records.next(); ) { ... records.key() ... records.value() ... }
/// ```
///
/// | limit | number | why | when it is hit |
/// | --- | --- | --- | --- |
/// | term, or other key | 2 MiB | a record is one piece in memory | an exception that says where |
/// | text, or line, without a border | 4 MiB | the same | the same |
/// | runs open at once | what the memory has buffers for, 8 to 256 | descriptors, buffers | merged in several steps |
/// | table | 2 GiB | one array; its user writes it out earlier, see [wirelab.terms.CountTable#bytes()] | an exception |
///
/// Left out on purpose: normalisation, stemming, words of scripts that write none apart (a run of such letters is one term).
module wirelab.terms {
    requires transitive wirelab.kit;

    exports wirelab.terms;
}
