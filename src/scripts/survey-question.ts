/** The question form shows only what its kind and condition need; without this everything is there to be seen. */
const form = document.querySelector<HTMLFormElement>('.question-form')
if (form) {
  const value = (name: string) => {
    const field = form.elements.namedItem(name)
    return field instanceof RadioNodeList || field instanceof HTMLSelectElement ? field.value : ''
  }
  const show = () => {
    for (const part of Array.from(form.querySelectorAll<HTMLElement>('[data-when]'))) {
      const [name = '', values = ''] = (part.dataset['when'] ?? '').split('=')
      part.hidden = !values.split(' ').includes(value(name))
    }
  }
  form.addEventListener('change', show)
  show()
}
