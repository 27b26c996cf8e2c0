/** A photo of the place after, on this phone until the portal has taken it or the person gave it up. */
export type KeptPhoto = {
  /** Under this the portal takes it once, however often it is sent. */
  key: string
  /** Whose it is: nobody else's session sends it. */
  staff: string
  tipOff: string
  number: string
  body: Blob
  takenAt: number
  /** Why the portal did not take it; absent while it waits. */
  refused?: string
}

const answerOf = <T>(request: IDBRequest<T>): Promise<T> =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => reject(request.error ?? new Error('storage'))
  })
let opened: Promise<IDBDatabase> | null = null
const open = (): Promise<IDBDatabase> => {
  const request = indexedDB.open('mine', 1)
  request.onupgradeneeded = () => request.result.createObjectStore('photos', { keyPath: 'key' })
  return answerOf(request)
}
/** One transaction, ended before it is answered: what was kept survives a tab that is killed now. */
const within = async <T>(mode: IDBTransactionMode, work: (store: IDBObjectStore) => IDBRequest<T>): Promise<T> => {
  const transaction = (await (opened ??= open())).transaction('photos', mode)
  const ended = new Promise<void>((resolve, reject) => {
    transaction.oncomplete = () => resolve()
    transaction.onabort = transaction.onerror = () => reject(transaction.error ?? new Error('storage'))
  })
  const value = await answerOf(work(transaction.objectStore('photos')))
  await ended
  return value
}

export const keepPhoto = (photo: KeptPhoto): Promise<unknown> => within('readwrite', (store) => store.put(photo))
export const dropPhoto = (key: string): Promise<unknown> => within('readwrite', (store) => store.delete(key))
export const keptPhotos = async (): Promise<KeptPhoto[]> =>
  (await within<KeptPhoto[]>('readonly', (store) => store.getAll())).sort((a, b) => a.takenAt - b.takenAt)
