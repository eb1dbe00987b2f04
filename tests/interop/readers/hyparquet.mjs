// hyparquet, asked for the physical values: the annotations of leaves are taken out of its metadata and applied here.
import { asyncBufferFromFile, parquetMetadataAsync, parquetRead, parquetSchema } from 'hyparquet';
import { compressors } from 'hyparquet-compressors';
import * as c from '../canonical.mjs';

export async function read(file) {
  const buffer = await asyncBufferFromFile(file);
  const metadata = await parquetMetadataAsync(buffer);
  const annotations = new Map(metadata.schema.filter(element => element.type).map(element => [element, { ...element }]));
  for (const element of annotations.keys()) {
    delete element.converted_type;
    delete element.logical_type;
  }

  const fields = parquetSchema(metadata).children;
  const columns = Object.fromEntries(fields.map(field => [field.element.name, []]));
  const rows = Number(metadata.num_rows);
  await parquetRead({
    file: buffer,
    metadata,
    compressors,
    utf8: false,
    geoparquet: false,
    parsers: { timestampFromNanoseconds: nanos => nanos },
    rowFormat: 'object',
    onComplete: objects => {
      for (const object of objects) {
        for (const field of fields) {
          columns[field.element.name].push(canonical(object[field.element.name], field, annotations));
        }
      }
    },
  });
  return { rows, columns };
}

function canonical(value, node, annotations, isElement = false) {
  const { element } = node;
  if (element.repetition_type === 'REPEATED' && !isElement) {
    return c.list((value ?? []).map(item => canonical(item, node, annotations, true)));
  }

  if (value === null || value === undefined) {
    return c.none;
  }

  if (element.type) {
    return leaf(value, annotations.get(element));
  }

  const kind = element.logical_type?.type ?? element.converted_type;
  if (kind === 'LIST') {
    return c.list(value.map(item => canonical(item, node.children[0].children[0], annotations)));
  }

  if (kind === 'MAP') {
    // hyparquet makes objects of maps, so keys are text; here they come as the bytes' decimal list unless text.
    const [, item] = node.children[0].children;
    return c.map(Object.entries(value).map(([key, v]) => ['x' + Buffer.from(key.split(',').map(Number)).toString('hex'), canonical(v, item, annotations)]));
  }

  return c.struct(node.children.map(child => [child.element.name, canonical(value[child.element.name], child, annotations)]));
}

function leaf(value, { type, converted_type: converted, logical_type: logical, scale }) {
  const kind = logical?.type ?? converted;
  switch (kind) {
    case 'STRING': case 'UTF8': case 'ENUM': case 'JSON': return c.bytes(value);
    case 'DECIMAL': return c.decimal(value instanceof Uint8Array ? c.signed(value) : value, scale ?? logical.scale ?? 0);
    case 'DATE': return c.date(value);
    case 'TIME': return c.time(BigInt(value) * c.NanosOfUnit[logical.unit]);
    case 'TIMESTAMP': return c.timestamp(value * c.NanosOfUnit[logical.unit]);
    case 'FLOAT16': return c.float(c.half(value[0] | (value[1] << 8)));
    case 'INTERVAL': {
      const view = new DataView(value.buffer, value.byteOffset, 12);
      return c.interval(view.getUint32(0, true), view.getUint32(4, true), BigInt(view.getUint32(8, true)) * 1_000_000n);
    }
    case 'INTEGER': return c.int(logical.isSigned ? value : type === 'INT64' ? BigInt.asUintN(64, value) : value >>> 0);
  }

  switch (type) {
    case 'BOOLEAN': return c.bool(value);
    case 'FLOAT': case 'DOUBLE': return c.float(value);
    case 'INT96': return c.timestamp(value);
    case 'BYTE_ARRAY': case 'FIXED_LEN_BYTE_ARRAY': return c.bytes(value);
    default: return c.int(value);
  }
}
