type Nearby = { number: string; landmark: string | null; receivedOn: string; meToo: number }

/** After kind and place: what others told us of the same in the last days, each with 我也遇到. Silent when it fails. */
export const showNearby = (form: HTMLFormElement): void => {
  const box = form.querySelector<HTMLElement>('[data-nearby]')!
  const { title, line, bare, same, counted } = box.dataset as Record<string, string>
  const url = '/api/tip-offs'
  const day = (iso: string) =>
    new Date(iso).toLocaleDateString(document.documentElement.lang, { month: 'long', day: 'numeric', timeZone: 'UTC' })
  const element = <K extends keyof HTMLElementTagNameMap>(tag: K, text: string) =>
    Object.assign(document.createElement(tag), { textContent: text })
  let asked = ''

  const show = (cases: Nearby[]) => {
    const list = document.createElement('ul')
    list.className = 'list'
    for (const one of cases) {
      const text = element(
        'span',
        (one.landmark ? line! : bare!)
          .replace('#n', one.number)
          .replace('#d', day(one.receivedOn))
          .replace('#l', one.landmark ?? ''),
      )
      const button = Object.assign(element('button', same!.replace('#', String(one.meToo))), {
        type: 'button',
        className: 'quiet',
      })
      button.addEventListener('click', async () => {
        button.disabled = true
        const answer = await fetch(`${url}/board/${one.number}/me-too`, { method: 'POST' }).catch(() => null)
        if (answer?.ok)
          button.replaceWith(element('b', counted!.replace('#', String(((await answer.json()) as Nearby).meToo))))
        else button.disabled = false
      })
      const item = document.createElement('li')
      item.append(text, ' ', button)
      list.append(item)
    }
    box.textContent = ''
    box.append(element('h3', title!.replace('#', String(cases.length))), list)
    box.hidden = cases.length === 0
  }
  form.addEventListener('change', async () => {
    const filled = new FormData(form)
    const [category, community] = ['category', 'community'].map((name) => String(filled.get(name) ?? ''))
    const question = `${category}/${community}`
    if (form.dataset['door'] === 'praise' || !category || !community || question === asked) return
    asked = question
    const answer = await fetch(`${url}/nearby?${new URLSearchParams({ category, community })}`).catch(() => null)
    if (answer?.ok) show(((await answer.json()) as { cases: Nearby[] }).cases)
  })
}
