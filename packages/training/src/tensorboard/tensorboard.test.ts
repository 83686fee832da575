// The bytes of an event file: checksums with the vectors of RFC 3720, and a file written by hand from the formats.
import { expect, test } from 'vitest';
import { crc32c, maskedCrc32c } from './crc32c.ts';
import { scalarEvent, versionEvent } from './event.ts';
import { frameRecord } from './record.ts';

const ascii = (text: string): Uint8Array => Buffer.from(text, 'ascii');

test.each<[string, Uint8Array, number]>([
  ['nothing', new Uint8Array(), 0],
  ['the digits', ascii('123456789'), 0xe3069283],
  ['32 zeros (RFC 3720, B.4)', new Uint8Array(32), 0x8a9136aa],
  ['32 times 255 (RFC 3720, B.4)', new Uint8Array(32).fill(255), 0x62a8ab43],
  ['0 to 31 (RFC 3720, B.4)', Uint8Array.from({ length: 32 }, (_, i) => i), 0x46dd794e],
])('CRC-32C of %s', (_, bytes, crc) => {
  expect(crc32c(bytes)).toBe(crc);
});

test('the mask rotates by 15 bits and adds a constant', () => {
  // 0xe3069283 rotated is 0x2507c60d; plus 0xa282ead8.
  expect(maskedCrc32c(ascii('123456789'))).toBe(0xc78ab0e5);
});

test('a record is length, its checksum, data and their checksum', () => {
  const record = frameRecord(ascii('123456789'));
  expect(record.length).toBe(8 + 4 + 9 + 4);
  expect(record.readBigUInt64LE(0)).toBe(9n);
  expect(record.readUInt32LE(8)).toBe(maskedCrc32c(record.subarray(0, 8)));
  expect(record.toString('ascii', 12, 21)).toBe('123456789');
  expect(record.readUInt32LE(21)).toBe(0xc78ab0e5);
});

test('events are the bytes of their protobuf messages', () => {
  expect(versionEvent(1.5).toString('hex')).toBe(
    `09${'000000000000f83f'}1a0d${Buffer.from('brain.Event:2').toString('hex')}`,
  );
  const event = scalarEvent({ time: 1.5, step: 300, scalars: { a: 0.5, bc: -2 } });
  const a = '0a08' + '0a0161' + '150000003f';
  const bc = '0a09' + '0a026263' + '15000000c0';
  expect(event.toString('hex')).toBe(`09000000000000f83f${'10ac02'}2a15${a}${bc}`);
});
