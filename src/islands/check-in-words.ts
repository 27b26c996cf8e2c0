export type CheckInWords = Record<
  | 'online'
  | 'offline'
  | 'waiting'
  | 'all_sent'
  | 'signed_out'
  | 'sign_in'
  | 'no_roster'
  | 'loading'
  | 'mode'
  | 'in'
  | 'out'
  | 'no_show'
  | 'undo'
  | 'code'
  | 'code_hint'
  | 'enter'
  | 'scan'
  | 'stop_scan'
  | 'scanning'
  | 'no_camera'
  | 'not_a_code'
  | 'filter'
  | 'nobody'
  | 'said_in'
  | 'said_out'
  | 'said_no_show'
  | 'said_undo'
  | 'said_unknown'
  | 'already'
  | 'refused'
  | 'seen'
  | 'sign_out_waiting'
  | 'erased'
  | 'phone'
  | 'came'
  | 'left'
  | 'waiting_list'
  | `standing_${'none' | 'in' | 'out' | 'no_show'}`
  | `refused_${string}`,
  string
>

/** A sentence with its blanks filled: `{{name}}`. */
export const fill = (sentence: string, values: Record<string, string | number>): string =>
  sentence.replace(/\{\{(\w+)\}\}/g, (_, name: string) => String(values[name] ?? ''))
