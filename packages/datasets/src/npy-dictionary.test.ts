// Dictionaries that NumPy pickled, in the protocols that it has used; what is written here and read back; and what is
// refused, which includes any name that a pickle could call.
import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { NpyDictionary } from './npy-dictionary.ts';
import { writeNpyDictionary } from './npy-dictionary-write.ts';

const dir = mkdtempSync(join(tmpdir(), 'npy dictionary '));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

const HEADER = `\x93NUMPY\x01\x00\x36\x00${"{'descr': '|O', 'fortran_order': False, 'shape': ()}".padEnd(53)}\n`;
/** Written by NumPy 2.4: `{'a.wav': float32 [0, 1, 2, 3], 'b b.wav': float64 [0.5, -0.25], 'c.wav': int16 [1, -2]}`. */
const PICKLES = {
  3: 'gANjbnVtcHkuX2NvcmUubXVsdGlhcnJheQpfcmVjb25zdHJ1Y3QKcQBjbnVtcHkKbmRhcnJheQpxAUsAhXECQwFicQOHcQRScQUoSwEpY251bXB5CmR0eXBlCnEGWAIAAABPOHEHiYiHcQhScQkoSwNYAQAAAHxxCk5OTkr/////Sv////9LP3RxC2KJXXEMfXENKFgFAAAAYS53YXZxDmgAaAFLAIVxD2gDh3EQUnERKEsBSwSFcRJoBlgCAAAAZjRxE4mIh3EUUnEVKEsDWAEAAAA8cRZOTk5K/////0r/////SwB0cRdiiUMQAAAAAAAAgD8AAABAAABAQHEYdHEZYlgHAAAAYiBiLndhdnEaaABoAUsAhXEbaAOHcRxScR0oSwFLAoVxHmgGWAIAAABmOHEfiYiHcSBScSEoSwNoFk5OTkr/////Sv////9LAHRxImKJQxAAAAAAAADgPwAAAAAAANC/cSN0cSRiWAUAAABjLndhdnElaABoAUsAhXEmaAOHcSdScSgoSwFLAoVxKWgGWAIAAABpMnEqiYiHcStScSwoSwNoFk5OTkr/////Sv////9LAHRxLWKJQwQBAP7/cS50cS9idWF0cTBiLg==',
  4: 'gASVigEAAAAAAACMFm51bXB5Ll9jb3JlLm11bHRpYXJyYXmUjAxfcmVjb25zdHJ1Y3SUk5SMBW51bXB5lIwHbmRhcnJheZSTlEsAhZRDAWKUh5RSlChLASloA4wFZHR5cGWUk5SMAk84lImIh5RSlChLA4wBfJROTk5K/////0r/////Sz90lGKJXZR9lCiMBWEud2F2lGgCaAVLAIWUaAeHlFKUKEsBSwSFlGgLjAJmNJSJiIeUUpQoSwOMATyUTk5OSv////9K/////0sAdJRiiUMQAAAAAAAAgD8AAABAAABAQJR0lGKMB2IgYi53YXaUaAJoBUsAhZRoB4eUUpQoSwFLAoWUaAuMAmY4lImIh5RSlChLA2gbTk5OSv////9K/////0sAdJRiiUMQAAAAAAAA4D8AAAAAAADQv5R0lGKMBWMud2F2lGgCaAVLAIWUaAeHlFKUKEsBSwKFlGgLjAJpMpSJiIeUUpQoSwNoG05OTkr/////Sv////9LAHSUYolDBAEA/v+UdJRidWF0lGIu',
} as const;

function put(pickle: Buffer | string): string {
  const file = join(dir, 'AVS.npy');
  const bytes = typeof pickle === 'string' ? Buffer.from(pickle, 'latin1') : pickle;
  writeFileSync(file, Buffer.concat([Buffer.from(HEADER, 'latin1'), bytes]));
  return file;
}

describe('NpyDictionary', () => {
  it.each([3, 4] as const)('reads what NumPy writes in protocol %i', (protocol) => {
    const dictionary = new NpyDictionary(put(Buffer.from(PICKLES[protocol], 'base64')));
    expect(dictionary.names).toEqual(['a.wav', 'b b.wav', 'c.wav']);
    expect(dictionary.read('a.wav')).toEqual(Float32Array.of(0, 1, 2, 3));
    expect(dictionary.read('b b.wav')).toEqual(Float32Array.of(0.5, -0.25));
    expect(dictionary.read('c.wav')).toEqual(Float32Array.of(1, -2));
    expect(dictionary.read('d.wav')).toBeUndefined();
  });

  it('reads back any arrays that were written', async () => {
    const values = fc.array(fc.float({ noNaN: true }), { maxLength: 300 });
    await fc.assert(
      fc.asyncProperty(fc.dictionary(fc.string(), values), async (record) => {
        const arrays = new Map(Object.entries(record).map(([name, list]) => [name, Float32Array.from(list)]));
        const file = join(dir, 'written.npy');
        await writeNpyDictionary(file, arrays);
        const dictionary = new NpyDictionary(file);
        expect(dictionary.names).toEqual([...arrays.keys()]);
        for (const [name, array] of arrays) expect(dictionary.read(name)).toEqual(array);
      }),
      { numRuns: 30 },
    );
  });

  it.each([
    ['\x80\x03cos\nsystem\nX\x02\x00\x00\x00ls\x85R.', /names os\.system, which is no part of an array/],
    ['\x80\x03}.', /it holds no dictionary/],
    ['\x80\x03K', /ends in the middle/],
    ['\x80\x03X\xff\xff\xff\x7fab', /ends in the middle/],
    ['\x80\x03a.', /takes a value that is not there/],
    ['\x80\x03h\x07.', /recalls a value that was not kept/],
    ['\x80\x03Q.', /has the operation "Q"/],
  ])('refuses the pickle %j', (pickle, message) => {
    const file = put(pickle);
    expect(() => new NpyDictionary(file)).toThrow(message);
    expect(() => new NpyDictionary(file)).toThrow(expect.objectContaining({ code: 'DATASET_FILE', file }));
  });

  it('never fails otherwise, wherever a file is cut off or changed', () => {
    const good = Buffer.from(PICKLES[3], 'base64');
    fc.assert(
      fc.property(fc.nat(good.length - 1), fc.nat(255), fc.boolean(), (at, value, cut) => {
        const bytes = Buffer.from(good);
        bytes[at] = value;
        const file = put(bytes);
        if (cut) truncateSync(file, HEADER.length + at);
        try {
          const dictionary = new NpyDictionary(file);
          for (const name of dictionary.names) dictionary.read(name);
        } catch (error) {
          expect(error).toMatchObject({ code: 'DATASET_FILE' });
        }
      }),
    );
  });
});
