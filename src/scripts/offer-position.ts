/** Asks the phone for its position on a tap only. Being refused is no error; a place outside the district is said so. */
export const offerPosition = (field: HTMLElement): void => {
  const button = field.querySelector<HTMLButtonElement>('[data-locate]')!
  const said = field.querySelector<HTMLElement>('[role=status]')!
  if (!('geolocation' in navigator) || !isSecureContext) return
  const [west, south, east, north] = field.dataset['bounds']!.split(',').map(Number) as [number, number, number, number]
  const put = (values: Record<string, string>) => {
    for (const [name, value] of Object.entries(values))
      field.querySelector<HTMLInputElement>(`[name=${name}]`)!.value = value
  }
  field.hidden = button.hidden = false
  button.addEventListener('click', () => {
    said.textContent = field.dataset['asking']!
    navigator.geolocation.getCurrentPosition(
      ({ coords: { longitude, latitude, accuracy } }) => {
        const inside = longitude >= west && longitude <= east && latitude >= south && latitude <= north
        put({
          lng: inside ? longitude.toFixed(6) : '',
          lat: inside ? latitude.toFixed(6) : '',
          accuracy: inside ? String(Math.ceil(accuracy)) : '',
        })
        said.textContent = field.dataset[inside ? 'found' : 'outside']!.replace('#', String(Math.ceil(accuracy)))
      },
      () => (said.textContent = field.dataset['denied']!),
      { enableHighAccuracy: true, timeout: 15_000, maximumAge: 60_000 },
    )
  })
}
