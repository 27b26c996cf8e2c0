/** Says how many characters are left once four fifths are used, as code points, and how many are too many. */
export const countText = (area: HTMLTextAreaElement): void => {
  const line = area.nextElementSibling as HTMLElement
  const max = Number(area.dataset['max'])
  const count = () => {
    const used = [...area.value.trim()].length
    const words = used > max ? area.dataset['over']! : used >= max * 0.8 ? area.dataset['left']! : ''
    line.textContent = words.replace('#', String(Math.abs(max - used)))
  }
  area.addEventListener('input', count)
  area.addEventListener('restored', count)
  count()
}
