/** Photos of an unfinished form, kept on this phone only, so that a killed tab loses none. All of it may fail silently. */
export type DraftPhoto = { id: string; draft: string; blob: Blob; token?: string; savedAt: number }

const NAME = 'tip-off-draft'

const open = () =>
  new Promise<IDBDatabase>((resolve, reject) => {
    const asked = indexedDB.open(NAME, 1)
    asked.onupgradeneeded = () => asked.result.createObjectStore('photos', { keyPath: 'id' })
    asked.onsuccess = () => resolve(asked.result)
    asked.onerror = () => reject(asked.error)
  })

const inStore = async <T>(act: (store: IDBObjectStore) => IDBRequest<T>): Promise<T | undefined> => {
  try {
    const database = await open()
    return await new Promise<T>((resolve, reject) => {
      const done = act(database.transaction('photos', 'readwrite').objectStore('photos'))
      done.onsuccess = () => resolve(done.result)
      done.onerror = () => reject(done.error)
    }).finally(() => database.close())
  } catch {
    return undefined // Private windows and full phones have no such store: the form works without it.
  }
}

export const keepPhoto = (photo: DraftPhoto) => inStore((store) => store.put(photo))
export const dropPhoto = (id: string) => inStore((store) => store.delete(id))
export const photosOf = async (draft: string): Promise<DraftPhoto[]> =>
  ((await inStore<DraftPhoto[]>((store) => store.getAll())) ?? []).filter((photo) => photo.draft === draft)
export const dropAllPhotos = () => inStore((store) => store.clear())
