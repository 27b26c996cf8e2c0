const RENDERED = 'the page is rendered by Astro; the bare server has it ready'
const SMALL = 'besides the SQL: validation, a dozen headers, request id, log; the rest is so cheap that they show'
const HASHED = 'besides the SQL: validation, three or four HMACs, headers, request id, log'
const PICTURED =
  'besides the SQL: the photo is read part by part, stripped, summed (SHA-256), its token signed; then as filing'
const PAINTED =
  'a whole page of 6 to 7 KB and its styles against 3 KB of list, on a slowed CPU; noisy on a busy machine'
const SCRIPTED = 'the photo picker and Preact; the form is read and sent without them'

/** Why a goal is missed, where it is: by the name of the figure it is held against. */
export const why: Record<string, string> = {
  'pages.heaviest': SCRIPTED,
  'pages.scriptForms': SCRIPTED,
  'paint.first': PAINTED,
  'paint.largest': PAINTED,
  ...Object.fromEntries(
    ['node', 'workerd'].flatMap((host) => [
      [`cpu.${host}.home`, SMALL],
      [`cpu.${host}.home-fresh`, RENDERED],
      [`cpu.${host}.board-page`, RENDERED],
      [`cpu.${host}.board`, SMALL],
      [`cpu.${host}.case`, SMALL],
      [`cpu.${host}.track`, HASHED],
      [`cpu.${host}.file`, HASHED],
      [`cpu.${host}.file-photo`, PICTURED],
    ]),
  ),
  'surveys.usable': 'the page carries every question and its styles; the bare form has neither frame nor styles',
  'surveys.awake': 'the page with every question is read and laid out before its script runs',
  'trips.public': 'the home page asks for figures and board apart, once in ten seconds',
  'speed.get': 'requests per second swing with what else the machine does; the load generator shares its cores',
  'speed.insert': 'node waits for the disk at every commit (fsync), one commit at a time',
  'rows.figures': 'thirty rows of days and each overdue case (1 000 at most) are read for the share on time',
  'rows.stored': 'every index a row is in counts, and a move sets columns that many indexes of the case hold',
  'host.memory': 'V8 lets the old generation grow before it collects',
}
