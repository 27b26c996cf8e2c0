/** The code of a one-time link stands behind the `#`, where no server sees it: it goes into the form, and out of the address. */
const token = /^#([A-Za-z0-9_-]{43})$/.exec(location.hash)?.[1]
const field = document.querySelector<HTMLInputElement>('#token')
if (token && field) {
  history.replaceState(null, '', location.pathname)
  field.value = token
  field.form!.submit()
}
export {}
