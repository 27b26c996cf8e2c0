import type { MenuItemRow } from './menu-rows.ts'

/** A menu item as everybody sees it. */
export const menuItemView = (row: MenuItemRow) => ({
  number: row.number,
  centre: row.centre,
  kind: row.kind,
  title: row.title,
  text: row.text,
  lastsMinutes: row.lasts_minutes,
})
export type MenuItemView = ReturnType<typeof menuItemView>

/** The same at the desk, drafts and ended ones included. */
export const deskItemView = (row: MenuItemRow) => ({
  ...menuItemView(row),
  id: row.id,
  state: row.state,
  version: row.version,
  changedAt: row.changed_at,
})
export type DeskItemView = ReturnType<typeof deskItemView>
