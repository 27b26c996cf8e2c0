/** Makes two short lists of one long one: the street first, then only its communities. */
export const splitStreets = (communities: HTMLSelectElement): void => {
  const field = communities.closest<HTMLElement>('.field')!
  const groups = [...communities.querySelectorAll('optgroup')]
  const streets = document.createElement('select')
  streets.id = 'street'
  streets.className = communities.className
  streets.append(new Option(field.dataset['any'], ''), ...groups.map(({ label }) => new Option(label)))
  const label = document.createElement('label')
  label.htmlFor = 'street'
  label.textContent = field.dataset['streets']!
  const holder = document.createElement('div')
  holder.className = 'field'
  holder.append(label, streets)
  field.before(holder)

  const filter = () => {
    const shown = groups.filter((group) => group.label === streets.value)
    for (const group of groups) group.remove()
    communities.append(...(streets.value ? shown : groups))
  }
  const follow = () => {
    const group = groups.find((one) => [...one.children].some((option) => (option as HTMLOptionElement).selected))
    streets.value = group?.label ?? ''
    filter()
  }
  streets.addEventListener('change', () => {
    communities.value = ''
    filter()
  })
  communities.addEventListener('restored', follow)
  if (communities.value) follow()
}
