const MOBILE = /(?<!\d)(1[3-9]\d)([ -]?)\d{4}\2(\d{4})(?!\d)/g
const IDENTITY = /(?<!\d)(\d{6})\d{8}(\d{3}[\dXx])(?![\dA-Za-z])/g

/**
 * A text with mobile and identity card numbers covered (`138****5678`): residents write them into descriptions, and
 * whoever handles a case need not know who reported it (信访工作条例; PIPL art. 6).
 */
export const maskNumbers = (text: string): string =>
  text
    .replace(/[０-９]/g, (digit) => String.fromCharCode(digit.charCodeAt(0) - 0xfee0))
    .replace(IDENTITY, '$1********$2')
    .replace(MOBILE, '$1****$3')
