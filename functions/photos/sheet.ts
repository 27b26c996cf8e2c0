/** A clean sheet onto which the parts worth keeping are copied; its size is fixed before anything is read. */
export type Sheet = { page: Uint8Array<ArrayBuffer>; used: number }

/** `size` is an upper bound in bytes, taken from the length of the file, never from a number written in it. */
export const blankSheet = (size: number): Sheet => ({ page: new Uint8Array(size), used: 0 })

/** Appends `part`. Throws RangeError when the sheet is full. */
export function copyTo(sheet: Sheet, part: ArrayLike<number>): void {
  sheet.page.set(part, sheet.used)
  sheet.used += part.length
}

/** The head and what was copied, in one array of exactly their size. */
export function bound(head: readonly ArrayLike<number>[], sheet: Sheet): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(head.reduce((sum, part) => sum + part.length, sheet.used))
  let at = 0
  for (const part of head) {
    whole.set(part, at)
    at += part.length
  }
  whole.set(sheet.page.subarray(0, sheet.used), at)
  return whole
}

/** A view that throws RangeError when a read passes the end, so that a number found in a file cannot lead outside it. */
export const viewOf = (bytes: Uint8Array): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)

/** Whether `text` (ASCII) stands at `at`. */
export function says(bytes: Uint8Array, at: number, text: string): boolean {
  for (let i = 0; i < text.length; i += 1) if (bytes[at + i] !== text.charCodeAt(i)) return false
  return true
}
