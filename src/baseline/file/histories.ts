import { createReadStream, existsSync, statSync } from 'node:fs';
import { type HabitMap, remember, type Sighting, sorted } from '../../core/history/habit.ts';
import type { Histories } from '../../core/ports/ports.ts';
import { byText } from '../../core/text/ascii.ts';
import { mustBeFile } from '../../core/text/file-kind.ts';
import { entriesOf } from '../memory/histories.ts';
import { readEntries, unreadableBaseline } from './entries.ts';
import { draftBaseline } from './file.ts';

/**
 * Histories in a baseline file. What was added or forgotten is in the file after `save`, whole or not at all; without it
 * the file stays as it was.
 */
export interface FileHistories extends Histories {
  save(): Promise<void>;
}

/**
 * Reads the file when it is first asked; a file that does not exist yet is empty. `changes`: `save` will be called, and a
 * file that cannot be written is an error at once. Throws ERR_BASELINE_FILE.
 */
export function createFileHistories(path: string, changes: boolean): FileHistories {
  const draft = changes ? draftBaseline(path) : undefined;
  const owners = new Map<string, HabitMap>();
  let reading: Promise<void> | undefined;
  const unite = (entry: Sighting) =>
    void owners.set(entry.owner, remember(owners.get(entry.owner) ?? new Map(), entry));
  const read = async () => {
    if (!existsSync(path)) return;
    try {
      mustBeFile(path, statSync(path));
    } catch (cause) {
      throw unreadableBaseline(path, cause);
    }
    for await (const { entry } of readEntries(createReadStream(path), path)) unite(entry);
  };
  const loaded = async () => {
    reading ??= read();
    await reading;
    return owners;
  };
  const of = (owner: string) => sorted(entriesOf(owner, owners.get(owner) ?? new Map()));
  return {
    async of(owner) {
      await loaded();
      return of(owner);
    },
    async *all() {
      for (const owner of [...(await loaded()).keys()].sort(byText)) yield* of(owner);
    },
    async add(entries) {
      await loaded();
      entries.forEach(unite);
    },
    async forget(owner) {
      return (await loaded()).delete(owner);
    },
    async save() {
      const all = [...(await loaded()).keys()].sort(byText);
      draft?.keep(all.flatMap(of));
    },
    async close() {
      draft?.abandon();
    },
  };
}
