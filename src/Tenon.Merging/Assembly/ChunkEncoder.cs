using System.Numerics;
using Tenon.Merging.Content;
using Tenon.Merging.Copying;
using Tenon.Parquet.Memory;
using Tenon.Parquet.Metadata;
using Tenon.Parquet.Schema;
using Tenon.Parquet.Writing;

namespace Tenon.Merging.Assembly;

/// <summary>Encodes a column of a row group: chooses dictionary or plain, cuts pages. Not thread-safe.</summary>
internal sealed unsafe class ChunkEncoder : IDisposable
{
    /// <summary>A dictionary must save a quarter to be used: general compression finds much of the rest in plain values.</summary>
    private const double WorthwhileShare = 0.75;

    /// <summary>Bytes that neighbours must share on average for prefixes to be left out.</summary>
    private const int MinimumSharedPrefix = 4;

    /// <summary>Byte strings that share more with their predecessors are not copied in a form that repeats it: with a quarter shared, as random
    /// numbers behind a fixed word have it, such pages are a sixth larger.</summary>
    private const double LargestSharedShareOfPlain = 1.0 / 3;

    /// <summary>Values tried before a dictionary that grows too fast is given up.</summary>
    private const int SampleValues = 16 << 10;

    /// <summary>Which part of the values tried must be different to call the column one of distinct values.</summary>
    private const double DistinctShare = 0.98;

    /// <summary>Likewise, where the row group before had hardly a value twice.</summary>
    private const int SampleValuesOfDistinct = 2 << 10;

    /// <summary>Likewise, bytes of byte strings.</summary>
    private const long SampleBytes = 2 << 20;

    private readonly ColumnDescriptor _column;
    private readonly CellHash _hash;
    private readonly ColumnWriterOptions _options;
    private readonly PageLimits _limits;
    private readonly BufferPool _pool;
    private bool _wasDistinct;

    public ChunkEncoder(ColumnDescriptor column, ColumnWriterOptions options, PageLimits limits, BufferPool pool)
    {
        (_column, _options, _limits, _pool) = (column, options, limits, pool);
        _hash = new CellHash(column.DottedPath);
        Dictionary = new OutputDictionary(column, pool);
    }

    /// <summary>The dictionary of the row group now being assembled.</summary>
    public OutputDictionary Dictionary { get; }

    /// <summary>Pages that were copied as inputs store them, so far.</summary>
    public long CopiedPages { get; private set; }

    private bool IsNumber => _column.ValueWidth is > 0 and <= 8;

    /// <summary>Encodes the column and forgets the dictionary.</summary>
    public EncodedColumnChunk Encode(OrderedColumn column)
    {
        PooledBuffer? own = null;
        try
        {
            Dictionary.Open();
            ColumnWriterOptions options = _options;
            bool hadCodes = column.Codes is not null;
            if (IsBetterAsDeltas(column))
            {
                options = options with { ValueEncoding = ParquetEncoding.DeltaBinaryPacked };
                own = column.Codes is null ? null : Materialise(ref column);
            }
            else if (column.Codes is not null)
            {
                // Pages of indices need a dictionary, and nulls alone make none.
                own = column.Present > 0 && IsWorthwhile(column.Present, PlainBytesOfCodes(column)) ? null : Materialise(ref column);
            }
            else if (_column.Type != PhysicalType.Boolean)
            {
                own = TryDictionary(ref column);
            }

            double sharedShare = 0;
            if (column.Bytes is not null && SharesPrefixes(column, out sharedShare))
            {
                options = options with { ValueEncoding = ParquetEncoding.DeltaByteArray };
            }

            using var writer = new ColumnChunkWriter(_column, options, _pool);
            if (hadCodes && column.Codes is null)
            {
                writer.SetDistinctValues(Values());
            }

            WritePages(writer, column, CopiesFor(column, hadCodes, options.ValueEncoding, sharedShare));
            bool usesDictionary = column.Codes is not null && Dictionary.Count > 0;
            return writer.Finish(usesDictionary ? Values() : null);
        }
        finally
        {
            own?.Dispose();
            Dictionary.Clear();
        }
    }

    /// <summary>Whether a dictionary of the present size pays.</summary>
    /// <param name="values">Values that refer to it.</param>
    /// <param name="plainBytes">What they take without.</param>
    public bool IsWorthwhile(int values, long plainBytes)
    {
        int bits = Dictionary.Count <= 1 ? 1 : BitOperations.Log2((uint)(Dictionary.Count - 1)) + 1;
        return Dictionary.PlainBytes + ((long)values * bits / 8) <= WorthwhileShare * plainBytes || Dictionary.Count <= 1;
    }

    public void Dispose() => Dictionary.Dispose();

    private bool IsBetterAsDeltas(OrderedColumn column)
    {
        if (_column.Type is not (PhysicalType.Int32 or PhysicalType.Int64))
        {
            return false;
        }

        Span<long> sample = stackalloc long[DeltaChoice.SampleSize(column.Present)];
        byte* values = column.Codes is not null ? Dictionary.FixedPointer : column.Fixed;
        for (int i = 0; i < sample.Length; i++)
        {
            int place = DeltaChoice.PlaceOf(i, column.Present);
            int at = column.Codes is not null ? column.Codes[place] : place;
            sample[i] = _column.Type == PhysicalType.Int64 ? ((long*)values)[at] : ((int*)values)[at];
        }

        // Plain values may yet get a dictionary: deltas have to beat the better of the two, and cannot know that one.
        long dictionaryBytes = column.Codes is not null ? Dictionary.PlainBytes : -1;
        return DeltaChoice.IsBetter(sample, dictionaryBytes, column.Present, _column.ValueWidth * 8);
    }

    /// <summary>
    /// Whether byte strings begin like their predecessors, by a sample: then lengths and prefixes are better left to the encoding
    /// than to the compressor, which takes several times as long for them.
    /// </summary>
    /// <param name="column">The values.</param>
    /// <param name="share">Which part of their bytes is shared.</param>
    private static bool SharesPrefixes(OrderedColumn column, out double share)
    {
        const int Samples = 512;
        int step = Math.Max(1, column.Present / Samples);
        long shared = 0;
        long bytes = 0;
        int pairs = 0;
        for (int i = 1; i < column.Present; i += step)
        {
            shared += column.Bytes[i].Span.CommonPrefixLength(column.Bytes[i - 1].Span);
            bytes += column.Bytes[i].Length;
            pairs++;
        }

        share = (double)shared / Math.Max(1, bytes);
        return pairs > 0 && shared >= (long)MinimumSharedPrefix * pairs;
    }

    private DictionaryValues Values() => _column.ValueWidth > 0
        ? DictionaryValues.OfFixed((nint)Dictionary.FixedPointer, Dictionary.Count, _column.ValueWidth)
        : DictionaryValues.OfByteArrays((nint)Dictionary.ByteArrayPointer, Dictionary.Count);

    private long PlainBytesOfCodes(OrderedColumn column)
    {
        if (_column.ValueWidth > 0)
        {
            return (long)column.Present * _column.ValueWidth;
        }

        // An estimate by the mean entry: counting every value's bytes would cost more than a wrong choice does.
        return Dictionary.Count == 0 ? 0 : (long)((double)Dictionary.PlainBytes / Dictionary.Count * column.Present);
    }

    /// <summary>Replaces codes by the values they stand for.</summary>
    private PooledBuffer Materialise(ref OrderedColumn column)
    {
        int width = _column.ValueWidth;
        PooledBuffer values = _pool.Rent((long)column.Present * (width > 0 ? width : sizeof(ByteArrayRef)));
        if (width is 8)
        {
            _ = Gatherer.Values(Dictionary.FixedPointer, width, column.Codes, column.Present, null, 0, values.Pointer);
        }

        for (int i = 0; i < column.Present && width is not 8; i++)
        {
            int code = column.Codes[i];
            if (width == 0)
            {
                ((ByteArrayRef*)values.Pointer)[i] = Dictionary.ByteArrayPointer[code];
            }
            else
            {
                Buffer.MemoryCopy(Dictionary.FixedPointer + ((long)code * width), values.Pointer + ((long)i * width), width, width);
            }
        }

        column.Codes = null;
        column.Fixed = width > 0 ? values.Pointer : null;
        column.Bytes = width > 0 ? null : (ByteArrayRef*)values.Pointer;
        return values;
    }

    /// <summary>Looks whether the values repeat enough for a dictionary; if so replaces them by codes.</summary>
    private PooledBuffer? TryDictionary(ref OrderedColumn column)
    {
        if (column.Present == 0)
        {
            return null;
        }

        Dictionary.BeginDirect();
        PooledBuffer codes = _pool.Rent((long)column.Present * sizeof(int));
        var output = (int*)codes.Pointer;
        long plainBytes = 0;
        int values = _wasDistinct ? SampleValuesOfDistinct : SampleValues;
        for (int done = 0; done < column.Present; values = SampleValues)
        {
            int end = EndOfSample(column, done, values);
            plainBytes += column.Bytes is not null ? CodeBytes(column.Bytes, done, end, output)
                : IsNumber ? CodeNumbers(column.Fixed, done, end, output) : CodeWide(column.Fixed, done, end, output);
            done = end;
            _wasDistinct = Dictionary.Count > DistinctShare * done;
            if (Dictionary.PlainBytes > WorthwhileShare * plainBytes && Dictionary.Count > 1 && (_wasDistinct || values > SampleValuesOfDistinct))
            {
                break;
            }
        }

        if (IsWorthwhile(column.Present, plainBytes) && Dictionary.PlainBytes <= WorthwhileShare * plainBytes)
        {
            column.Codes = output;
            column.Fixed = null;
            column.Bytes = null;
            return codes;
        }

        codes.Dispose();
        return null;
    }

    /// <summary>Where to look next whether the dictionary still pays: entries are copied, so large values are not tried by the thousand.</summary>
    private static int EndOfSample(OrderedColumn column, int from, int values)
    {
        int end = Math.Min(column.Present, from + values);
        if (column.Bytes is null)
        {
            return end;
        }

        long bytes = 0;
        for (int i = from; i < end; i++)
        {
            bytes += column.Bytes[i].Length;
            if (bytes >= SampleBytes)
            {
                return i + 1;
            }
        }

        return end;
    }

    private long CodeNumbers(byte* values, int from, int to, int* codes)
    {
        int width = _column.ValueWidth;
        ulong previous = 0;
        int code = -1;
        for (int i = from; i < to; i++)
        {
            ulong value = width switch
            {
                8 => ((ulong*)values)[i],
                4 => ((uint*)values)[i],
                _ => Reading.ChunkDictionary.Widen(new ReadOnlySpan<byte>(values + ((long)i * width), width)),
            };
            if (value != previous || code < 0)
            {
                code = Dictionary.Symbols.SymbolOf(value, _hash.Fixed(value));
                previous = value;
            }

            codes[i] = code;
        }

        return (long)(to - from) * width;
    }

    private long CodeWide(byte* values, int from, int to, int* codes)
    {
        int width = _column.ValueWidth;
        for (int i = from; i < to; i++)
        {
            var value = new ReadOnlySpan<byte>(values + ((long)i * width), width);
            codes[i] = Dictionary.Symbols.SymbolOf(value, _hash.Bytes(value));
        }

        return (long)(to - from) * width;
    }

    private long CodeBytes(ByteArrayRef* values, int from, int to, int* codes)
    {
        long bytes = 0;
        for (int i = from; i < to; i++)
        {
            ReadOnlySpan<byte> value = values[i].Span;
            bytes += 4L + value.Length;
            codes[i] = i > from && values[i - 1].Length == value.Length && values[i - 1].Span.SequenceEqual(value)
                ? codes[i - 1]
                : Dictionary.Symbols.SymbolOf(value, _hash.Bytes(value));
        }

        return bytes;
    }

    /// <summary>The pages that are to be copied: those that are encoded about as the column is going to be.</summary>
    /// <remarks>A page in a much larger form, plain integers that deltas suit for example, would be cheap now and dear for good.</remarks>
    /// <param name="column">The column as it is to be encoded.</param>
    /// <param name="hadCodes">Whether its codes, if it has any, are those that the frame had.</param>
    /// <param name="encoding">The encoding of values that are not indices.</param>
    /// <param name="sharedShare">Which part of its bytes byte strings share with their predecessors.</param>
    private static List<PageCopy> CopiesFor(OrderedColumn column, bool hadCodes, ParquetEncoding encoding, double sharedShare)
    {
        if (column.Copies is null || column.Copies.Pages.Count == 0)
        {
            return [];
        }

        bool usesCodes = column.Codes is not null;
        bool sameOnly = encoding == ParquetEncoding.DeltaBinaryPacked || (encoding == ParquetEncoding.DeltaByteArray && sharedShare > LargestSharedShareOfPlain);
        return [.. column.Copies.Pages.Where(page => page.HasIndices
            ? usesCodes && hadCodes
            : !usesCodes && (!sameOnly || page.Page.Header.Encoding == encoding))];
    }

    private void WritePages(ColumnChunkWriter writer, OrderedColumn column, List<PageCopy> copies)
    {
        int nextCopy = 0;
        int row = 0;
        int level = 0;
        int value = 0;
        while (row < column.RowCount)
        {
            int beforeCopy = (nextCopy < copies.Count ? copies[nextCopy].OutputRow : column.RowCount) - row;
            PageCopy? copy = beforeCopy == 0 ? copies[nextCopy++] : null;
            int rows = copy?.RowCount ?? Math.Min(_limits.Rows, beforeCopy);
            int levels = column.Repetition is null ? rows : LevelsOf(column, level, rows);
            int present = PresentIn(column, level, levels);
            if (column.Bytes is not null && copy is null)
            {
                (rows, levels, present) = LimitBytes(column, level, value, rows, levels, present);
            }

            var repetition = new ReadOnlySpan<byte>(column.Repetition is null ? null : column.Repetition + level, column.Repetition is null ? 0 : levels);
            var definition = new ReadOnlySpan<byte>(column.Definition is null ? null : column.Definition + level, column.Definition is null ? 0 : levels);
            if (copy is not null)
            {
                using PooledBuffer stored = column.Copies!.ReadStored(copy); // Where the copy is from.
                AddCopiedPage(writer, column, copy.Page.Header, stored.Span, definition, value, present);
            }
            else if (column.Codes is not null)
            {
                writer.AddIndexPage(rows, repetition, definition, new ReadOnlySpan<int>(column.Codes + value, present));
            }
            else if (column.Bytes is not null)
            {
                writer.AddByteArrayPage(rows, repetition, definition, new ReadOnlySpan<ByteArrayRef>(column.Bytes + value, present));
            }
            else
            {
                int width = _column.ValueWidth;
                writer.AddFixedPage(rows, repetition, definition, new ReadOnlySpan<byte>(column.Fixed + ((long)value * width), checked(present * width)));
            }

            row += rows;
            level += levels;
            value += present;
        }
    }

    /// <summary>Adds a page of a column that is not repeated as an input stores it; what is said of it comes from the values decoded.</summary>
    private void AddCopiedPage(ColumnChunkWriter writer, OrderedColumn column, PageHeader header, ReadOnlySpan<byte> stored, ReadOnlySpan<byte> definition, int value, int present)
    {
        int rows = header.ValueCount;
        if (column.Codes is not null)
        {
            writer.AddCopiedIndexPage(header, stored, rows, default, definition, new ReadOnlySpan<int>(column.Codes + value, present));
        }
        else if (column.Bytes is not null)
        {
            writer.AddCopiedByteArrayPage(header, stored, rows, default, definition, new ReadOnlySpan<ByteArrayRef>(column.Bytes + value, present));
        }
        else
        {
            int width = _column.ValueWidth;
            writer.AddCopiedFixedPage(header, stored, rows, default, definition, new ReadOnlySpan<byte>(column.Fixed + ((long)value * width), checked(present * width)));
        }

        CopiedPages++;
    }

    /// <summary>Level entries of the next rows: up to the next entry of repetition level 0 after them.</summary>
    private static int LevelsOf(OrderedColumn column, int from, int rows)
    {
        int at = from + 1;
        for (int seen = 1; at < column.LevelCount; at++)
        {
            if (column.Repetition[at] == 0 && ++seen > rows)
            {
                break;
            }
        }

        return at - from;
    }

    private int PresentIn(OrderedColumn column, int from, int levels) => column.Definition is null
        ? levels
        : new ReadOnlySpan<byte>(column.Definition + from, levels).Count((byte)_column.MaxDefinitionLevel);

    /// <summary>Shortens a page of byte strings to the limit; a single row may exceed it.</summary>
    private (int Rows, int Levels, int Present) LimitBytes(OrderedColumn column, int level, int value, int rows, int levels, int present)
    {
        long bytes = 0;
        int fitting = 0;
        while (fitting < present && (bytes += 4L + column.Bytes[value + fitting].Length) <= _limits.Bytes)
        {
            fitting++;
        }

        if (fitting == present || rows == 1)
        {
            return (rows, levels, present);
        }

        if (present == rows)
        {
            fitting = Math.Max(1, fitting); // A value a row.
            return (fitting, fitting, fitting);
        }

        bytes = 0;
        int at = 0;
        int used = 0;
        int row = 0;
        while (at < levels)
        {
            int next = at + 1;
            while (column.Repetition is not null && next < levels && column.Repetition[level + next] != 0)
            {
                next++;
            }

            int inRow = PresentIn(column, level + at, next - at);
            for (int i = 0; i < inRow; i++)
            {
                bytes += 4L + column.Bytes[value + used + i].Length;
            }

            if (row > 0 && bytes > _limits.Bytes)
            {
                break;
            }

            (at, used, row) = (next, used + inRow, row + 1);
        }

        return (row, at, used);
    }
}
