import { vi } from 'vitest'
import { beginAnew } from '#test-host'
import { forgetCalendar } from '../../functions/work-calendar/read-calendar.ts'

// Before each test file: its own tables and photos, and nothing that another file put in place of the machine's own, or
// that this process remembers of another's tables.
vi.useRealTimers()
vi.restoreAllMocks()
vi.unstubAllGlobals()
forgetCalendar()
await beginAnew()
