// The same for the English page: a worker reaches no further than its own folder.
importScripts('/surveys/interviews/worker.js')
