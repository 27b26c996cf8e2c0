import { vi } from 'vitest'
import { beginAnew } from '#test-host'

// Before each test file: its own tables and photos, and nothing that another file put in place of the machine's own.
vi.useRealTimers()
vi.restoreAllMocks()
vi.unstubAllGlobals()
await beginAnew()
