/**
 * When words are read. `live`: at once, while a session lasts. `recorded`: a recording is replayed, and its findings are
 * read on any day: they must not say that something lasts, but until when.
 */
export type ReadWhen = 'live' | 'recorded';
