/** Sentences of the interviewer's page by their key without `interview.w.`, and of issues as `issue_<code>`. */
export type InterviewWords = Record<string, string>
