/** The sentences of a handler's phone, as the page hands them over; `why_<code>` says why a photo was refused. */
export type MineWords = Record<
  | 'take'
  | 'more'
  | 'preview'
  | 'remove'
  | 'submit'
  | 'waiting'
  | 'offline'
  | 'signed_out'
  | 'have'
  | 'ask_done'
  | 'done'
  | 'refused'
  | 'why'
  | 'again'
  | 'give_up'
  | 'give_up_sure'
  | 'sign_out'
  | 'others'
  | 'no_room',
  string
> &
  Partial<Record<string, string>>
