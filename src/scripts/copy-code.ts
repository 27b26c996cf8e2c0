/** Copies the query code; old web views have no clipboard: there it is selected for the person's own copy command. */
const button = document.querySelector<HTMLButtonElement>('[data-copy]')
const said = document.querySelector<HTMLElement>('[data-said]')

if (button && said) {
  button.hidden = false
  button.addEventListener('click', async () => {
    try {
      await navigator.clipboard.writeText(button.dataset['copy']!)
      said.textContent = button.dataset['copied']!
    } catch {
      getSelection()?.selectAllChildren(document.querySelector('.code')!)
    }
  })
}
export {}
