// One text for each value, whatever a reader makes of it:
//   null; true, false; 42 (integers); f + 16 hex digits (the bits as binary64; fnan for every NaN);
//   x + hex (bytes, UUIDs, text as UTF-8: some readers give text as bytes); d + days; h + nanoseconds of the day;
//   t + nanoseconds since the epoch; n + unscaled + e + scale (decimals); i months,days,nanoseconds;
//   [a,b] (lists); {name:a,other:b} (structs); [{key:k,value:a}] (maps: some readers give lists).
const view = new DataView(new ArrayBuffer(8));

export const none = 'null';
export const bool = value => (value ? 'true' : 'false');
export const int = value => String(value);
export const hex = bytes => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('hex');
export const bytes = value => 'x' + hex(value);
export const text = value => 'x' + Buffer.from(value, 'utf8').toString('hex');
export const date = days => 'd' + days;
export const time = nanos => 'h' + nanos;
export const timestamp = nanos => 't' + nanos;
export const decimal = (unscaled, scale) => `n${unscaled}e${scale}`;
export const interval = (months, days, nanos) => `i${months},${days},${nanos}`;
export const list = items => `[${items.join(',')}]`;
export const struct = entries => `{${entries.map(([name, value]) => `${name}:${value}`).join(',')}}`;
export const map = entries => list(entries.map(([key, value]) => struct([['key', key], ['value', value]])));

export function float(value) {
  if (Number.isNaN(value)) {
    return 'fnan';
  }

  view.setFloat64(0, value);
  return 'f' + view.getBigUint64(0).toString(16).padStart(16, '0');
}

/** Two bytes, little-endian, of an IEEE 754 binary16. */
export function half(bits) {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0x1f) {
    return fraction ? NaN : sign * Infinity;
  }

  return exponent === 0 ? sign * fraction * 2 ** -24 : sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

/** Bytes as a big-endian two's complement number. */
export function signed(value) {
  return value.length === 0 ? 0n : BigInt.asIntN(8 * value.length, BigInt('0x' + hex(value)));
}

/** Of the units that annotations name. */
export const NanosOfUnit = { MILLIS: 1_000_000n, MICROS: 1_000n, NANOS: 1n };
