/** The button that prints; the browser's own menu does the same. */
const button = document.querySelector<HTMLButtonElement>('[data-print]')
if (button && 'print' in window) {
  button.hidden = false
  button.addEventListener('click', () => window.print())
}
