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
    private readonly ulong[] _constant;
    private readonly bool[] _isConstant;
    private PooledBuffer? _codes;

    public KeyPacker(KeyLayout layout, BufferPool pool)
    {
        (_layout, _pool) = (layout, pool);
        _tables = new DictionaryCodes?[layout.Fields.Length];
        _constant = new ulong[layout.Stride];
        _isConstant = new bool[layout.Fields.Length];
    }

    /// <summary>Fills the block's keys and tails from its columns.</summary>
    /// <exception cref="KeyRangeException">A value is outside the range that the dictionaries promised.</exception>
    public void Pack(KeyBlock block)
    {
        int count = block.Count;
        int stride = _layout.Stride;
        block.Keys = _pool.Rent((long)count * stride * sizeof(ulong));
        var keys = (ulong*)block.Keys.Pointer;
        if (_codes is null || _codes.Length < count * sizeof(ulong))
        {
            _codes?.Dispose();
            _codes = _pool.Rent((long)count * sizeof(ulong));
        }

        // In sorted rows the leading columns seldom change: those that have one value throughout the block are set all at once.
        Array.Clear(_constant);
        for (int i = 0; i < _layout.Fields.Length; i++)
        {
            _isConstant[i] = _layout.Fields[i].IsPacked && AddConstant(i, _layout.Fields[i], block.Columns[i], count);
        }

        FillConstant(keys, count, stride);
        for (int i = 0; i < _layout.Fields.Length; i++)
        {
            KeyField field = _layout.Fields[i];
            if (field.IsPacked && !_isConstant[i])
            {
                PackField(i, field, block.Columns[i], count, keys, stride);
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

    /// <summary>Adds a field to the constant part of the block's keys, if it has one value throughout.</summary>
    private bool AddConstant(int index, KeyField field, KeySlice? slice, int count)
    {
        if (slice is null || slice.Form != ValueForm.Indices || slice.Present != count)
        {
            return false;
        }

        var indices = new ReadOnlySpan<int>(slice.Values.Pointer, count);
        var place = new FieldPlace(field, _layout.Stride);
        if (place.Straddles || indices[0] != indices[^1] || indices.ContainsAnyExcept(indices[0]))
        {
            return false;
        }

        _constant[place.LastWord] |= TableFor(index, field, slice.Dictionary!)[indices[0]] << place.Shift; // A slice of indices has its dictionary.
        return true;
    }

    private void FillConstant(ulong* keys, int count, int stride)
    {
        if (stride == 1)
        {
            new Span<ulong>(keys, count).Fill(_constant[0]);
        }
        else if (stride == 2)
        {
            new Span<UInt128>(keys, count).Fill(new UInt128(_constant[1], _constant[0])); // Little-endian: word 0 is the low half.
        }
        else
        {
            for (int r = 0; r < count; r++)
            {
                new ReadOnlySpan<ulong>(_constant).CopyTo(new Span<ulong>(keys + ((long)r * stride), stride));
            }
        }
    }

    private void PackField(int index, KeyField field, KeySlice? slice, int count, ulong* keys, int stride)
    {
        var place = new FieldPlace(field, stride);
        if (slice is null)
        {
            PutNulls(place, null, count, keys);
        }
        else if (slice.Form == ValueForm.Indices && place.LastBits == field.ValueBits)
        {
            ulong* table = TableFor(index, field, slice.Dictionary!); // A slice of indices has its dictionary.
            PutIndices(place, (int*)slice.Values.Pointer, table, slice.Present == count ? null : slice.DefinitionLevels, count, keys);
            if (place.NullIsInLastWord)
            {
                return; // Slot -1 of the table has the null bit.
            }
        }
        else
        {
            FillCodes(index, field, slice, count);
            PutCodes(place, (ulong*)_codes!.Pointer, count, keys); // Pack made room for the codes.
        }

        if (slice is not null && slice.Present < count)
        {
            PutNulls(place, slice.DefinitionLevels, count, keys);
        }
    }

    /// <summary>One code a row, 0 for null; the null bit is set apart because a value may use all 64 bits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void FillCodes(int index, KeyField field, KeySlice slice, int count)
    {
        var codes = (ulong*)_codes!.Pointer; // Pack made room.
        byte* definition = slice.Present == count ? null : slice.DefinitionLevels;
        int next = 0;
        if (slice.Form == ValueForm.Indices)
        {
            ulong* table = TableFor(index, field, slice.Dictionary!); // A slice of indices has its dictionary.
            var indices = (int*)slice.Values.Pointer;
            for (int r = 0; r < count; r++)
            {
                codes[r] = definition is not null && definition[r] == 0 ? 0 : table[indices[next++]];
            }
        }
        else if (field.Width == 8 && field.Coding == KeyCoding.Raw && field.Number is OrderedNumber.Signed64 or OrderedNumber.Unsigned && definition is null)
        {
            ulong flip = (field.Number == OrderedNumber.Signed64 ? 1UL << 63 : 0) ^ (field.Descending ? ulong.MaxValue : 0);
            var values = (ulong*)slice.Values.Pointer;
            for (int r = 0; r < count; r++)
            {
                codes[r] = values[r] ^ flip;
            }
        }
        else
        {
            for (int r = 0; r < count; r++)
            {
                codes[r] = definition is not null && definition[r] == 0 ? 0 : CodeOf(field, slice, next++);
            }
        }
    }

    /// <summary>ORs the codes of dictionary indices into one word of each key.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void PutIndices(FieldPlace place, int* indices, ulong* table, byte* definition, int count, ulong* keys)
    {
        ulong* word = keys + place.LastWord;
        int shift = place.Shift;
        int stride = place.Stride;
        if (definition is null)
        {
            for (int r = 0; r < count; r++)
            {
                *word |= table[indices[r]] << shift;
                word += stride;
            }

            return;
        }

        for (int r = 0; r < count; r++)
        {
            // Without a branch: a null takes slot -1 and does not move on. The slack behind the values may be read.
            int present = definition[r];
            *word |= table[unchecked((present * (*indices + 1)) - 1)] << shift;
            indices += present;
            word += stride;
        }
    }

    /// <summary>ORs codes into the words of each key.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void PutCodes(FieldPlace place, ulong* codes, int count, ulong* keys)
    {
        ulong* word = keys + place.LastWord;
        int shift = place.Shift;
        int stride = place.Stride;
        if (!place.Straddles)
        {
            for (int r = 0; r < count; r++)
            {
                *word |= codes[r] << shift;
                word += stride;
            }

            return;
        }

        int down = 64 - shift;
        for (int r = 0; r < count; r++)
        {
            word[0] |= codes[r] << shift;
            word[-1] |= codes[r] >> down;
            word += stride;
        }
    }

    /// <summary>Sets the null bit of rows without a value: all rows if there are no levels.</summary>
    private static void PutNulls(FieldPlace place, byte* definition, int count, ulong* keys)
    {
        ulong* word = keys + place.NullWord;
        for (int r = 0; r < count; r++)
        {
            ulong isNull = definition is null ? 1UL : definition[r] ^ 1UL; // A top-level column has levels 0 and 1.
            *word |= isNull << place.NullShift;
            word += place.Stride;
        }
    }

    private ulong* TableFor(int index, KeyField field, ChunkDictionary dictionary)
    {
        DictionaryCodes? table = _tables[index];
        if (table is null || !ReferenceEquals(table.Dictionary, dictionary))
        {
            table?.Dispose();
            table = new DictionaryCodes(dictionary.Acquire(), _pool.Rent((dictionary.Count + 1L) * sizeof(ulong)));
            ulong* codes = (ulong*)table.Codes.Pointer + 1;
            codes[-1] = new FieldPlace(field, 1) is { NullIsInLastWord: true, Straddles: false } ? 1UL << field.ValueBits : 0; // Null.
            for (int i = 0; i < dictionary.Count; i++)
            {
                codes[i] = dictionary.Width is > 0 and <= 8 && field.Number != OrderedNumber.None
                    ? NumberCode(field, dictionary.FixedValue(i))
                    : BytesCode(field, dictionary.Bytes(i));
            }

            _tables[index] = table;
        }

        return (ulong*)table.Codes.Pointer + 1;
    }

    private static ulong CodeOf(KeyField field, KeySlice slice, int i)
    {
        byte* values = slice.Values.Pointer;
        if (slice.Form == ValueForm.Bytes)
        {
            ByteArrayRef value = ((ByteArrayRef*)values)[i];
            return field.Coding == KeyCoding.Prefix ? PrefixCode(field, value) : BytesCode(field, value.Span);
        }

        int width = field.Width;
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

    /// <summary>The first bytes of a value, which pooled memory lets us read eight at a time even past its end.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong PrefixCode(KeyField field, ByteArrayRef value)
    {
        if (value.Length == 0)
        {
            return field.Directed(0);
        }

        ulong first = BinaryPrimitives.ReverseEndianness(*(ulong*)value.Pointer);
        first = value.Length >= 8 ? first : first & ~(ulong.MaxValue >> (8 * value.Length));
        return field.Directed(first >> (64 - field.ValueBits));
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
        int width = field.Width;
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

    /// <summary>Which bits of a key a field takes.</summary>
    private readonly struct FieldPlace
    {
        public FieldPlace(KeyField field, int stride)
        {
            int end = field.BitOffset + 1 + field.ValueBits;
            Stride = stride;
            LastWord = (end - 1) / 64;
            Shift = ((LastWord + 1) * 64) - end;
            LastBits = Math.Min(field.ValueBits, 64 - Shift);
            Straddles = field.ValueBits > LastBits;
            NullWord = field.BitOffset / 64;
            NullShift = 63 - (field.BitOffset % 64);
        }

        /// <summary>Words from one key to the next.</summary>
        public int Stride { get; }

        /// <summary>The word that holds the value's lowest bit.</summary>
        public int LastWord { get; }

        /// <summary>How far the value is from the low end of that word.</summary>
        public int Shift { get; }

        /// <summary>Bits of the value in that word.</summary>
        public int LastBits { get; }

        /// <summary>Whether the value's high bits are in the word before.</summary>
        public bool Straddles { get; }

        /// <summary>Whether the null bit lies in the same word as the value.</summary>
        public bool NullIsInLastWord => NullWord == LastWord;

        /// <summary>The word of the null bit.</summary>
        public int NullWord { get; }

        /// <summary>Its place in that word.</summary>
        public int NullShift { get; }
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
