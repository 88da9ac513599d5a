/// The text of a file in PDF (ISO 32000-1), as far as a search needs it: objects in the file and in streams, Flate with and
/// without predictors, the operators that show text, `ToUnicode` maps and the names of glyphs. Any bytes give a text or none.
///
/// ```
/// IO.println(PdfText.of(Files.readAllBytes(Path.of("paper.pdf")), 1 << 20));
/// ```
///
/// | limit | number | why | when it is hit |
/// | --- | --- | --- | --- |
/// | all streams of a file, undone | 128 MiB | a few bytes may become many | the rest is nothing |
/// | text | as the caller says | memory | the rest is left out |
/// | operators and codes of all pages | 20,000,000 | forms in forms in forms | the rest is left out |
/// | depth of rows, of pages, of references | 32 | the stack | nothing |
/// | forms in forms | 8 | the same | not drawn |
/// | codes of a map; widths of a font | 131,072 | a few bytes name many | the rest is not known |
/// | lengths of codes in a map | 32 ranges | each code is looked up there | the rest is not known |
/// | operands; states saved | 1,024; 256 | memory | the rest is left out |
///
/// Left out on purpose: what is encrypted, pictures of text, LZW and other filters, the encodings inside font files, reading
/// order other than that in which it is drawn, letters that are written downwards.
module wirelab.pdf {
    exports wirelab.pdf;
}
