/** What the API answers, as far as the pages read it. */
export type { ActivityView, ShiftOfActivity, ShiftView } from '../../functions/activities/public-view.ts'
export type { RecordView } from '../../functions/attendance/record-view.ts'
export type { MyRecord, MySignUp } from '../../functions/volunteers/my-record.ts'
export type { SignedUp } from '../../functions/volunteers/sign-up.ts'
