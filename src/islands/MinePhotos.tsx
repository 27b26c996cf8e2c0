import { useEffect, useRef, useState } from 'preact/hooks'
import { paths } from '../../functions/paths.ts'
import { keepMine, sendLater } from './keep-mine.ts'
import type { MineWords } from './mine-words.ts'
import { dropPhoto, keepPhoto, keptPhotos, type KeptPhoto } from './photo-store.ts'
import { sendPhotos, type Sent } from './send-photos.ts'
import { shrinkPhoto } from './shrink-photo.ts'

/** `tipOff`: the case this page is about; null on the list. `have`: photos of it that the portal has. */
type Props = {
  staff: string
  tipOff: { id: string; number: string; version: number; have: number } | null
  words: MineWords
}
type Taken = { id: string; preview: string; body: Blob }
const TRY_AGAIN = 20_000
const fill = (text: string, n: number | string) => text.replace('{n}', String(n))

/**
 * The camera of a case, and the photos that wait on this phone: every one is kept here first and leaves when the portal
 * has taken it, at once or when the network is back.
 */
export const MinePhotos = ({ staff, tipOff, words }: Props) => {
  const [taken, setTaken] = useState<Taken[]>([])
  const [kept, setKept] = useState<KeptPhoto[]>([])
  const [reached, setReached] = useState<Sent['reached'] | null>(null)
  const [have, setHave] = useState(tipOff?.have ?? 0)
  const [said, setSaid] = useState('')
  const [busy, setBusy] = useState(false)
  const unsent = useRef(0)

  const read = async () => {
    const all = await keptPhotos()
    unsent.current = all.length
    setKept(all)
  }
  const send = async () => {
    const { reached: how, sent } = await sendPhotos(staff)
    setReached(how)
    if (tipOff && sent[tipOff.id]) setHave((n) => n + (sent[tipOff.id] ?? 0))
    await read()
    if (how === 'offline') await sendLater()
  }

  useEffect(() => {
    void read()
      .then(send)
      .then(() => keepMine(paths.deskMine(), staff))
      .catch(() => undefined)
    const online = () => void send()
    const offline = () => setReached('offline')
    addEventListener('online', online)
    addEventListener('offline', offline)
    const clock = setInterval(() => void (unsent.current > 0 && send()), TRY_AGAIN)
    // Signing out clears the phone: whoever has photos that nobody got is asked first.
    const leave = document.querySelector<HTMLFormElement>(`form[action="${paths.deskSignOut()}"]`)
    const asked = (event: Event) => {
      if (unsent.current > 0 && !confirm(fill(words.sign_out, unsent.current))) event.preventDefault()
    }
    leave?.addEventListener('submit', asked)
    return () => {
      removeEventListener('online', online)
      removeEventListener('offline', offline)
      clearInterval(clock)
      leave?.removeEventListener('submit', asked)
    }
  }, [])

  const take = async (field: HTMLInputElement) => {
    const files = Array.from(field.files ?? [])
    setBusy(true)
    for (const file of files) {
      // What this browser cannot read goes as it is; the server looks again.
      const body = (await shrinkPhoto(file)) ?? file
      setTaken((all) => [...all, { id: crypto.randomUUID(), preview: URL.createObjectURL(body), body }])
    }
    setBusy(false)
    field.value = ''
    setSaid('')
  }
  const submit = async () => {
    if (!tipOff || busy) return
    setBusy(true)
    try {
      for (const { id, body } of taken) {
        await keepPhoto({ key: id, staff, tipOff: tipOff.id, number: tipOff.number, body, takenAt: Date.now() })
      }
    } catch {
      setSaid(words.no_room)
      return setBusy(false)
    }
    for (const { preview } of taken) URL.revokeObjectURL(preview)
    setTaken([])
    setBusy(false)
    await read()
    await send()
  }
  const again = async (photo: KeptPhoto) => {
    const { refused: _, ...fresh } = photo
    await keepPhoto(fresh)
    await send()
  }
  const giveUp = async (photo: KeptPhoto) => {
    if (!confirm(words.give_up_sure)) return
    await dropPhoto(photo.key)
    await read()
  }

  const waiting = kept.filter((photo) => photo.refused === undefined && photo.staff === staff)
  const refused = kept.filter((photo) => photo.refused !== undefined)
  const others = kept.filter((photo) => photo.refused === undefined && photo.staff !== staff)
  const here = waiting.filter((photo) => photo.tipOff === tipOff?.id).length
  return (
    <div class="mine-photos" data-reached={reached ?? ''} data-waiting={waiting.length}>
      {tipOff && (
        <div class="mine-camera">
          <label class={taken.length > 0 ? 'btn quiet take-photo' : 'btn take-photo'}>
            <span>{taken.length > 0 ? words.more : words.take}</span>
            <input
              type="file"
              accept="image/*"
              capture="environment"
              onChange={(event) => void take(event.currentTarget)}
            />
          </label>
          {taken.length > 0 && (
            <>
              <ul class="photos">
                {taken.map((photo, at) => (
                  <li key={photo.id}>
                    <img src={photo.preview} alt={fill(words.preview, at + 1)} />
                    <button
                      type="button"
                      class="plain"
                      onClick={() => setTaken((all) => all.filter((one) => one !== photo))}
                    >
                      {words.remove}
                      <span class="vh"> {at + 1}</span>
                    </button>
                  </li>
                ))}
              </ul>
              <button type="button" class="submit" disabled={busy} onClick={() => void submit()}>
                {words.submit}
              </button>
            </>
          )}
          {have > 0 && here === 0 && taken.length === 0 && reached !== 'offline' && (
            <form method="post" action={paths.deskMyCase(tipOff.id)} class="mine-done">
              <p>
                <b>{fill(words.have, have)}</b> {words.ask_done}
              </p>
              <input type="hidden" name="move" value="rectify" />
              <input type="hidden" name="version" value={tipOff.version} />
              <button>{words.done}</button>
            </form>
          )}
        </div>
      )}
      <p class="mine-said" role="status">
        {said}
        {waiting.length > 0 && <b>{fill(words.waiting, waiting.length)}</b>}
        {reached === 'offline' && <span> {words.offline}</span>}
        {reached === 'signed_out' && (
          <a href={`${paths.deskSignIn()}?to=${encodeURIComponent(location.pathname)}`}> {words.signed_out}</a>
        )}
      </p>
      {others.length > 0 && <p class="notice warn">{fill(words.others, others.length)}</p>}
      {refused.map((photo) => (
        <div class="notice warn" role="alert" key={photo.key}>
          <p>
            {fill(words.refused, photo.number)} {words[`why_${photo.refused ?? ''}`] ?? words.why}
          </p>
          <button type="button" class="quiet" onClick={() => void again(photo)}>
            {words.again}
          </button>
          <button type="button" class="quiet" onClick={() => void giveUp(photo)}>
            {words.give_up}
          </button>
        </div>
      ))}
    </div>
  )
}
