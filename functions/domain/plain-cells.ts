/**
 * What a spreadsheet would take for a formula, read as people's software does: at the beginning or after blanks, quotes and
 * separators, in both widths (OWASP, CSV Injection).
 */
export const FORMULA = /^[\s"'`,;|]*[=+\-@＝＋－＠]|^[\t\r\n]/

/** How comma-separated files are written here: Excel and WPS read UTF-8 by the mark, lines end as RFC 4180 has them. */
export const CSV_MARK = '\ufeff'
export const CSV = { newline: '\r\n', escapeFormulae: FORMULA }
