/**
 * Sorts the list by distance. The position is asked for when the button is pressed, used on this phone only and sent
 * nowhere.
 */
const list = document.querySelector<HTMLElement>('[data-cases]')
const buttons = document.querySelectorAll<HTMLButtonElement>('[data-sort]')
const said = document.querySelector<HTMLElement>('[data-sort-said]')

/** Metres between two places of one district; on so short a way the earth is flat enough. */
const metres = (from: GeolocationCoordinates, lng: number, lat: number): number => {
  const rad = Math.PI / 180
  const x = (lng - from.longitude) * rad * Math.cos(lat * rad)
  return Math.hypot(x, (lat - from.latitude) * rad) * 6_371_000
}
const cards = () => [...(list?.children ?? [])] as HTMLElement[]
const mark = (which: string) => {
  for (const one of buttons) one.setAttribute('aria-pressed', String(one.dataset['sort'] === which))
}
const show = (order: [HTMLElement, number][]) => {
  for (const [card] of [...order].sort((a, b) => a[1] - b[1])) list?.append(card)
}
const byDeadline = () => {
  show(cards().map((card) => [card, Number(card.dataset['due'])]))
  mark('due')
}
const byDistance = (here: GeolocationCoordinates) => {
  const order = cards().map((card): [HTMLElement, number] => {
    const { lng, lat } = card.dataset
    const away = lng && lat ? metres(here, Number(lng), Number(lat)) : Infinity
    const shown = card.querySelector<HTMLElement>('[data-away]')
    const words = away < 1000 ? list?.dataset['near'] : list?.dataset['far']
    if (shown && away < Infinity) {
      shown.textContent = (words ?? '{n}').replace(
        '{n}',
        away < 1000 ? String(Math.round(away / 10) * 10) : (away / 1000).toFixed(1),
      )
    }
    return [card, away]
  })
  show(order)
  mark('distance')
  if (said) said.textContent = ''
}
for (const button of buttons) {
  button.hidden = false
  button.addEventListener('click', () => {
    if (button.dataset['sort'] === 'due') return byDeadline()
    const refused = () => said && (said.textContent = list?.dataset['noPosition'] ?? '')
    if (!('geolocation' in navigator)) return refused()
    navigator.geolocation.getCurrentPosition(({ coords }) => byDistance(coords), refused, {
      timeout: 10_000,
      maximumAge: 60_000,
    })
  })
}

export {}
