const MOBILE = /(?<!\d)(1[3-9]\d)([ -]?)\d{4}\2(\d{4})(?!\d)/g
const IDENTITY = /(?<!\d)(\d{6})\d{8}(\d{3}[\dXx])(?![\dA-Za-z])/g

const inPlainDigits = (text: string): string =>
  text.replace(/[０-９]/g, (digit) => String.fromCharCode(digit.charCodeAt(0) - 0xfee0))

/** Whether a mobile or identity card number stands in the text, in either width of digits. */
export const hasNumbers = (text: string): boolean => {
  const plain = inPlainDigits(text)
  return plain.search(IDENTITY) >= 0 || plain.search(MOBILE) >= 0
}

/**
 * A text with mobile and identity card numbers covered (`138****5678`): residents write them into descriptions, and
 * whoever handles a case need not know who reported it (信访工作条例; PIPL art. 6).
 */
export const maskNumbers = (text: string): string =>
  inPlainDigits(text).replace(IDENTITY, '$1********$2').replace(MOBILE, '$1****$3')
