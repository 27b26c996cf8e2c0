/** Whether a text is an id as crypto.randomUUID makes them: what is none needs no question to the database. */
export const isUuid = (text: string): boolean => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(text)
