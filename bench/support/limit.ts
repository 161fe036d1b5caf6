import { Redis } from 'ioredis';

/** What the same server does with one GET and one SET of 800 bytes an event, in pipelines of `size` events: events/s. */
export async function limitOf(port: number, size: number, rounds = 200): Promise<number> {
  const client = new Redis(port);
  const value = Buffer.alloc(800, 'x');
  const began = performance.now();
  for (let round = 0; round < rounds; round++) {
    const read = client.pipeline();
    for (let at = 0; at < size; at++) read.getBuffer(`limit:${round * size + at}`);
    await read.exec();
    const write = client.pipeline();
    for (let at = 0; at < size; at++) write.set(`limit:${round * size + at}`, value);
    await write.exec();
  }
  const seconds = (performance.now() - began) / 1_000;
  const keys = Array.from({ length: rounds * size }, (_, at) => `limit:${at}`);
  await client.del(keys);
  client.disconnect();
  return (rounds * size) / seconds;
}
