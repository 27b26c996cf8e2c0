/** 以上都没有 goes with nothing else: whichever was ticked last stays. */
const leaveAlone = ({ target }: Event): void => {
  const ticked = target as HTMLInputElement
  if (ticked.type !== 'checkbox' || !ticked.checked) return
  const isNone = ticked.dataset['role'] === 'none'
  for (const one of ticked.closest('.q')!.querySelectorAll<HTMLInputElement>('[type=checkbox]'))
    if (one !== ticked && (isNone || one.dataset['role'] === 'none')) one.checked = false
}

/** Unticks what does not go with what was ticked, before anybody reads the answers. */
export const keepNoneAlone = (root: HTMLElement): void => {
  for (const kind of ['input', 'change']) root.addEventListener(kind, leaveAlone, true)
}
