/** What an activity is, where and with whom, as every query of one selects it. */
export type ActivityFactsRow = {
  number: string
  kind: string
  title: string
  text: string
  centre: string
  street: string
  community: string
  place: string
  contact_name: string
  contact_phone: string
  bring: string
  min_age: number
  skills: string
}

/** The part of an activity that the public and the desk read alike: everything named here is public. */
export const activityFacts = (row: ActivityFactsRow) => ({
  number: row.number,
  kind: row.kind,
  title: row.title,
  text: row.text,
  centre: row.centre,
  street: row.street,
  community: row.community,
  place: row.place,
  contactName: row.contact_name,
  contactPhone: row.contact_phone,
  bring: row.bring,
  minAge: row.min_age,
  skills: JSON.parse(row.skills) as string[],
})
export type ActivityFacts = ReturnType<typeof activityFacts>
