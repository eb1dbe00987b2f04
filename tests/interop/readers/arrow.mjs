// Arrow tables from IPC bytes, read from their raw buffers: the convenient accessors of apache-arrow round times and decimals.
import { tableFromIPC, Type, Precision, DateUnit, IntervalUnit } from 'apache-arrow';
import * as c from '../canonical.mjs';

const NanosOfTimeUnit = [1_000_000_000n, 1_000_000n, 1_000n, 1n]; // Arrow's order: seconds to nanoseconds.

export function readTable(ipc) {
  const table = tableFromIPC(ipc);
  const columns = {};
  table.schema.fields.forEach((field, i) => {
    const values = [];
    for (const data of table.getChildAt(i).data.filter(part => part.length > 0)) {
      const at = accessor(data);
      for (let row = 0; row < data.length; row++) {
        values.push(at(row));
      }
    }

    columns[field.name] = values;
  });
  return { rows: table.numRows, columns };
}

/** A function from position to canonical text. */
function accessor(data) {
  const valueAt = presentAccessor(data);
  const bitmap = data.nullBitmap;
  return data.type.typeId === Type.Null ? () => c.none
    : bitmap?.length > 0 && data.nullCount > 0 ? i => (bit(bitmap, data.offset + i) ? valueAt(i) : c.none)
    : valueAt;
}

function presentAccessor(data) {
  const { type, values, valueOffsets: offsets } = data;
  const wide = () => (values instanceof BigInt64Array || values instanceof BigUint64Array ? values : new BigInt64Array(values.buffer, values.byteOffset, values.byteLength / 8));
  const slice = i => values.subarray(Number(offsets[i]), Number(offsets[i + 1]));
  switch (type.typeId) {
    case Type.Bool: return i => c.bool(bit(values, data.offset + i));
    case Type.Int: case Type.Int8: case Type.Int16: case Type.Int32: case Type.Int64:
    case Type.Uint8: case Type.Uint16: case Type.Uint32: case Type.Uint64: return i => c.int(values[i]);
    case Type.Float: case Type.Float16: case Type.Float32: case Type.Float64:
      return type.precision === Precision.HALF ? i => c.float(c.half(values[i])) : i => c.float(values[i]);
    case Type.Utf8: case Type.LargeUtf8: return i => c.bytes(slice(i));
    case Type.Binary: case Type.LargeBinary: return i => c.bytes(slice(i));
    case Type.Utf8View: return i => c.bytes(viewAt(data, i));
    case Type.BinaryView: return i => c.bytes(viewAt(data, i));
    case Type.FixedSizeBinary: return i => c.bytes(values.subarray(i * type.byteWidth, (i + 1) * type.byteWidth));
    case Type.Decimal: return i => c.decimal(littleEndian(values, i * (type.bitWidth / 32), type.bitWidth / 32), type.scale);
    case Type.Date: case Type.DateDay: case Type.DateMillisecond:
      return type.unit === DateUnit.DAY ? i => c.date(values[i]) : i => c.date(wide()[i] / 86_400_000n);
    case Type.Time: case Type.TimeSecond: case Type.TimeMillisecond: case Type.TimeMicrosecond: case Type.TimeNanosecond:
      return i => c.time(BigInt(type.bitWidth === 32 ? values[i] : wide()[i]) * NanosOfTimeUnit[type.unit]);
    case Type.Timestamp: case Type.TimestampSecond: case Type.TimestampMillisecond: case Type.TimestampMicrosecond: case Type.TimestampNanosecond:
      return i => c.timestamp(wide()[i] * NanosOfTimeUnit[type.unit]);
    case Type.Interval: case Type.IntervalDayTime: case Type.IntervalYearMonth: case Type.IntervalMonthDayNano: return intervalAccessor(type, values);
    case Type.List: case Type.LargeList: {
      const item = accessor(data.children[0]);
      return i => c.list(range(offsets, i, item));
    }
    case Type.FixedSizeList: {
      const item = accessor(data.children[0]);
      return i => c.list(Array.from({ length: type.listSize }, (_, k) => item(i * type.listSize + k)));
    }
    case Type.Struct: {
      const fields = type.children.map((field, k) => [field.name, accessor(data.children[k])]);
      return i => c.struct(fields.map(([name, at]) => [name, at(i)]));
    }
    case Type.Map: {
      const [key, value] = data.children[0].children.map(accessor);
      return i => c.map(range(offsets, i, k => [key(k), value(k)]));
    }
    case Type.Dictionary: {
      const entries = data.dictionary.data.flatMap(part => {
        const at = accessor(part);
        return Array.from({ length: part.length }, (_, k) => at(k));
      });
      return i => entries[Number(values[i])];
    }
    default: throw new Error(`no text for Arrow type ${type}`);
  }
}

function intervalAccessor(type, values) {
  const ints = new Int32Array(values.buffer, values.byteOffset, values.byteLength / 4);
  switch (type.unit) {
    case IntervalUnit.YEAR_MONTH: return i => c.interval(ints[i], 0, 0);
    case IntervalUnit.DAY_TIME: return i => c.interval(0, ints[2 * i], BigInt(ints[2 * i + 1]) * 1_000_000n);
    default: return i => c.interval(ints[4 * i], ints[4 * i + 1], (BigInt(ints[4 * i + 3]) << 32n) | BigInt(ints[4 * i + 2] >>> 0));
  }
}

const bit = (bitmap, i) => ((bitmap[i >> 3] >> (i & 7)) & 1) === 1;

function range(offsets, i, at) {
  const items = [];
  for (let k = Number(offsets[i]); k < Number(offsets[i + 1]); k++) {
    items.push(at(k));
  }

  return items;
}

function littleEndian(words, start, count) {
  let value = 0n;
  for (let k = count - 1; k >= 0; k--) {
    value = (value << 32n) | BigInt(words[start + k] >>> 0);
  }

  return BigInt.asIntN(32 * count, value);
}

// 16 bytes a view: length, then either the bytes themselves or 4 of them, a buffer and an offset.
function viewAt(data, i) {
  const views = new DataView(data.values.buffer, data.values.byteOffset + 16 * i, 16);
  const length = views.getInt32(0, true);
  return length <= 12
    ? new Uint8Array(views.buffer, views.byteOffset + 4, length)
    : data.variadicBuffers[views.getInt32(8, true)].subarray(views.getInt32(12, true), views.getInt32(12, true) + length);
}
