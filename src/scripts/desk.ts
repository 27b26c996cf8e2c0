/** Small comforts of the desk; every page works without them. */
import './desk-replies.ts'
import './desk-choose.ts'
import './desk-keys.ts'

// What was refused is read first.
document.querySelector<HTMLElement>('[data-focus]')?.focus()

// A link to a move opens its drawer.
const openDrawer = () => {
  const drawer = location.hash.length > 1 ? document.getElementById(location.hash.slice(1)) : null
  if (drawer instanceof HTMLDetailsElement) drawer.open = true
}
addEventListener('hashchange', openDrawer)
openDrawer()
