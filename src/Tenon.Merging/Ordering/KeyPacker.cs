using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using Tenon.Merging.Reading;
using Tenon.Parquet.Memory;
using Tenon.Parquet.Metadata;

namespace Tenon.Merging.Ordering;

/// <summary>Packs the sort columns of a block into keys, a column at a time. One per input; not thread-safe.</summary>
internal sealed unsafe class KeyPacker : IDisposable
{
    private readonly KeyLayout _layout;
    private readonly BufferPool _pool;
    private readonly DictionaryCodes?[] _tables;
    private PooledBuffer? _codes;

    public KeyPacker(KeyLayout layout, BufferPool pool)
    {
        (_layout, _pool) = (layout, pool);
        _tables = new DictionaryCodes?[layout.Fields.Length];
    }

    /// <summary>Fills the block's keys and tails from its columns.</summary>
    /// <exception cref="KeyRangeException">A value is outside the range that the dictionaries promised.</exception>
    public void Pack(KeyBlock block)
    {
        int count = block.Count;
        int stride = _layout.Stride;
        block.Keys = _pool.Rent((long)count * stride * sizeof(ulong));
        var keys = (ulong*)block.Keys.Pointer;
        new Span<ulong>(keys, count * stride).Clear();
        if (_codes is null || _codes.Length < count * sizeof(ulong))
        {
            _codes?.Dispose();
            _codes = _pool.Rent((long)count * sizeof(ulong));
        }

        var codes = (ulong*)_codes.Pointer;
        for (int i = 0; i < _layout.Fields.Length; i++)
        {
            KeyField field = _layout.Fields[i];
            if (field.IsPacked)
            {
                FillCodes(i, field, block.Columns[i], count, codes);
                PutField(field, codes, count, keys, stride);
                PutNulls(field, block.Columns[i], count, keys, stride);
            }
        }

        if (_layout.HasTail)
        {
            PackTails(block, keys, stride);
        }
    }

    public void Dispose()
    {
        _codes?.Dispose();
        foreach (DictionaryCodes? table in _tables)
        {
            table?.Dispose();
        }
    }

    /// <summary>One code a row, 0 for null; the null bit is set apart because a value may use all 64 bits.</summary>
    private void FillCodes(int index, KeyField field, KeySlice? slice, int count, ulong* codes)
    {
        if (slice is null)
        {
            new Span<ulong>(codes, count).Clear();
            return;
        }

        byte* definition = slice.DefinitionLevels;
        if (slice.Form == ValueForm.Indices)
        {
            ulong* table = TableFor(index, field, slice.Dictionary!); // A slice of indices has its dictionary.
            var indices = (int*)slice.Values.Pointer;
            if (definition is null || slice.Present == count)
            {
                for (int r = 0; r < count; r++)
                {
                    codes[r] = table[indices[r]];
                }
            }
            else
            {
                int at = 0;
                for (int r = 0; r < count; r++)
                {
                    int present = definition[r];
                    codes[r] = present != 0 ? table[indices[at]] : 0;
                    at += present;
                }
            }

            return;
        }

        int next = 0;
        for (int r = 0; r < count; r++)
        {
            codes[r] = definition is not null && definition[r] == 0 ? 0 : CodeOf(field, slice, next++);
        }
    }

    private ulong* TableFor(int index, KeyField field, ChunkDictionary dictionary)
    {
        DictionaryCodes? table = _tables[index];
        if (table is null || !ReferenceEquals(table.Dictionary, dictionary))
        {
            table?.Dispose();
            table = new DictionaryCodes(dictionary.Acquire(), _pool.Rent((long)dictionary.Count * sizeof(ulong)));
            var codes = (ulong*)table.Codes.Pointer;
            for (int i = 0; i < dictionary.Count; i++)
            {
                codes[i] = dictionary.Width is > 0 and <= 8 && field.Number != OrderedNumber.None
                    ? NumberCode(field, dictionary.FixedValue(i))
                    : BytesCode(field, dictionary.Bytes(i));
            }

            _tables[index] = table;
        }

        return (ulong*)table.Codes.Pointer;
    }

    private static ulong CodeOf(KeyField field, KeySlice slice, int i)
    {
        byte* values = slice.Values.Pointer;
        if (slice.Form == ValueForm.Bytes)
        {
            return BytesCode(field, ((ByteArrayRef*)values)[i].Span);
        }

        int width = field.Column.ValueWidth;
        return field.Number == OrderedNumber.None
            ? BytesCode(field, new ReadOnlySpan<byte>(values + ((long)i * width), width))
            : NumberCode(field, ReadFixed(values, i, width));
    }

    private static ulong ReadFixed(byte* values, int i, int width) => width switch
    {
        8 => ((ulong*)values)[i],
        4 => ((uint*)values)[i],
        _ => values[i],
    };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong NumberCode(KeyField field, ulong bits)
    {
        ulong code = OrderedNumbers.Order(field.Number, bits);
        if (field.Coding == KeyCoding.Range)
        {
            // Below the minimum the difference wraps around and is out of range as well.
            code = unchecked(code - field.Minimum);
            if (code > field.ValueMask)
            {
                throw new KeyRangeException(field.Column.DottedPath);
            }
        }

        return field.Directed(code);
    }

    private static ulong BytesCode(KeyField field, ReadOnlySpan<byte> value)
    {
        if (field.Coding == KeyCoding.Rank)
        {
            int rank = field.Ranks!.RankOf(value); // Rank coding always has ranks: KeyLayout.
            return rank >= 0 ? field.Directed((ulong)rank) : throw new KeyRangeException(field.Column.DottedPath);
        }

        Span<byte> first = stackalloc byte[8];
        first.Clear();
        value[..Math.Min(8, value.Length)].CopyTo(first);
        if (field.IsSignedBytes)
        {
            first[0] ^= 0x80;
        }

        return field.Directed(BinaryPrimitives.ReadUInt64BigEndian(first) >> (64 - field.ValueBits));
    }

    private static void PutNulls(KeyField field, KeySlice? slice, int count, ulong* keys, int stride)
    {
        if (slice is not null && slice.Present == count)
        {
            return;
        }

        byte* definition = slice is null ? null : slice.DefinitionLevels;
        ulong* word = keys + (field.BitOffset / 64);
        int shift = 63 - (field.BitOffset % 64);
        for (int r = 0; r < count; r++)
        {
            ulong isNull = definition is null ? 1UL : definition[r] ^ 1UL; // A top-level column has levels 0 and 1.
            word[(long)r * stride] |= isNull << shift;
        }
    }

    /// <summary>ORs the codes into the words.</summary>
    private static void PutField(KeyField field, ulong* codes, int count, ulong* keys, int stride)
    {
        int end = field.BitOffset + 1 + field.ValueBits;
        int lastWord = (end - 1) / 64;
        int shift = ((lastWord + 1) * 64) - end;
        int spill = field.ValueBits - (64 - shift); // Bits that reach into the word before.
        ulong* word = keys + lastWord;
        if (spill <= 0)
        {
            for (int r = 0; r < count; r++)
            {
                word[(long)r * stride] |= codes[r] << shift;
            }
        }
        else
        {
            int down = 64 - shift;
            for (int r = 0; r < count; r++)
            {
                word[(long)r * stride] |= codes[r] << shift;
                word[((long)r * stride) - 1] |= codes[r] >> down;
            }
        }
    }

    private void PackTails(KeyBlock block, ulong* keys, int stride)
    {
        int fields = _layout.TailFields;
        block.Tails = _pool.Rent((long)block.Count * fields * sizeof(TailValue));
        var tails = (TailValue*)block.Tails.Pointer;
        for (int i = 0; i < fields; i++)
        {
            KeyField field = _layout.Fields[_layout.FirstTailField + i];
            FillTail(field, block.Columns[_layout.FirstTailField + i], block.Count, tails + i, fields);
        }

        for (int r = 0; r < block.Count; r++)
        {
            keys[((long)r * stride) + _layout.Words] = (ulong)(tails + ((long)r * fields));
        }
    }

    private static void FillTail(KeyField field, KeySlice? slice, int count, TailValue* tails, int step)
    {
        byte* definition = slice is null ? null : slice.DefinitionLevels;
        int next = 0;
        for (int r = 0; r < count; r++, tails += step)
        {
            bool isNull = slice is null || (definition is not null && definition[r] == 0);
            *tails = isNull ? new TailValue(0, -1) : TailOf(field, slice!, next++); // Not null: checked just before.
        }
    }

    private static TailValue TailOf(KeyField field, KeySlice slice, int i)
    {
        byte* values = slice.Values.Pointer;
        int width = field.Column.ValueWidth;
        bool isNumber = field.Number != OrderedNumber.None;
        switch (slice.Form)
        {
            case ValueForm.Indices:
                ChunkDictionary dictionary = slice.Dictionary!; // A slice of indices has its dictionary.
                int index = ((int*)values)[i];
                if (isNumber)
                {
                    return TailNumber(field, dictionary.FixedValue(index));
                }

                ReadOnlySpan<byte> bytes = dictionary.Bytes(index);
                return new TailValue((ulong)Unsafe.AsPointer(ref Unsafe.AsRef(in bytes.GetPinnableReference())), bytes.Length); // Unmanaged memory.
            case ValueForm.Fixed:
                return isNumber ? TailNumber(field, ReadFixed(values, i, width)) : new TailValue((ulong)(values + ((long)i * width)), width);
            default:
                ByteArrayRef reference = ((ByteArrayRef*)values)[i];
                return new TailValue((ulong)reference.Pointer, reference.Length);
        }
    }

    private static TailValue TailNumber(KeyField field, ulong bits)
    {
        ulong code = OrderedNumbers.Order(field.Number, bits);
        return new TailValue(field.Descending ? ~code : code, 0);
    }

    private sealed class DictionaryCodes(ChunkDictionary dictionary, PooledBuffer codes) : IDisposable
    {
        public ChunkDictionary Dictionary { get; } = dictionary;

        public PooledBuffer Codes { get; } = codes;

        public void Dispose()
        {
            Codes.Dispose();
            Dictionary.Release();
        }
    }
}

/// <summary>A page held a value that its chunk's footer said could not occur. The merge starts again without that promise.</summary>
internal sealed class KeyRangeException(string column) : Exception($"column {column} has values outside its dictionaries")
{
    public string Column { get; } = column;
}
