import { startWork } from './prove-work.ts'
import './send-once.ts'

/** While somebody fills in the form their phone does the work that keeps programs out. */
const form = document.querySelector<HTMLFormElement>('form.check')!
form.addEventListener('focusin', () => startWork(form.querySelector<HTMLInputElement>('[name=solution]')!))
