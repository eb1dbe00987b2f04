using Tenon.Merging.Reading;
using Tenon.Parquet.Memory;

namespace Tenon.Merging.Assembly;

/// <summary>The column's rows in input order: levels of the output, and symbols or values; a null's value is undefined.</summary>
internal sealed unsafe class FlatFrame : IDisposable
{
    private readonly PooledBuffer? _levels;
    private readonly PooledBuffer _data;
    private readonly byte _maximum;

    public FlatFrame(int rows, byte maximum, bool usesSymbols, int width, BufferPool pool)
    {
        _maximum = maximum;
        _levels = maximum > 0 ? pool.Rent(rows) : null;
        _data = pool.Rent((long)rows * (usesSymbols ? sizeof(int) : width == 0 ? sizeof(ByteArrayRef) : width));
        Symbols = usesSymbols ? (int*)_data.Pointer : null;
        Values = usesSymbols ? null : _data.Pointer;
    }

    public byte* Levels => _levels is null ? null : _levels.Pointer;

    public int* Symbols { get; }

    public byte* Values { get; }

    public bool HasNulls { get; private set; }

    public void AddNulls(int offset, int rows, byte level)
    {
        NoteNulls(offset);
        new Span<byte>(Levels + offset, rows).Fill(level); // The union made the column optional.
        if (Symbols is not null)
        {
            new Span<int>(Symbols + offset, rows).Fill(ChunkDictionary.NullSymbol);
        }
    }

    public void AddLevels(int offset, FlatSlice slice, byte[]? translation)
    {
        if (slice.Present < slice.Count)
        {
            NoteNulls(offset);
        }

        if (!HasNulls)
        {
            return; // Levels are written from the first null on.
        }

        var levels = new Span<byte>(Levels + offset, slice.Count);
        if (slice.Present == slice.Count)
        {
            levels.Fill(_maximum);
        }
        else if (translation is null)
        {
            new ReadOnlySpan<byte>(slice.Levels, slice.Count).CopyTo(levels);
        }
        else
        {
            for (int r = 0; r < slice.Count; r++)
            {
                levels[r] = translation[slice.Levels[r]];
            }
        }
    }

    /// <summary>Fills the levels up to the first null; slices are added in order.</summary>
    private void NoteNulls(int offset)
    {
        if (!HasNulls)
        {
            new Span<byte>(Levels, offset).Fill(_maximum);
            HasNulls = true;
        }
    }

    public void AddValues(int offset, FlatSlice slice, int width)
    {
        int size = width == 0 ? sizeof(ByteArrayRef) : width;
        byte* to = Values + ((long)offset * size);
        if (slice.Present == slice.Count)
        {
            Buffer.MemoryCopy(slice.Values, to, (long)slice.Count * size, (long)slice.Count * size);
            return;
        }

        byte* from = slice.Values;
        for (int r = 0; r < slice.Count; r++, to += size)
        {
            if (slice.Levels[r] == slice.Maximum)
            {
                Buffer.MemoryCopy(from, to, size, size);
                from += size;
            }
        }
    }

    public void Dispose()
    {
        _levels?.Dispose();
        _data.Dispose();
    }
}

/// <summary>Some rows as a page had them.</summary>
internal readonly unsafe struct FlatSlice(ValueForm form, int count, int present, byte* levels, byte maximum, byte* values, ChunkDictionary? dictionary)
{
    public ValueForm Form { get; } = form;

    public int Count { get; } = count;

    public int Present { get; } = present;

    /// <summary>The input's definition levels; null if it has no nulls.</summary>
    public byte* Levels { get; } = levels;

    /// <summary>The level of a present value.</summary>
    public byte Maximum { get; } = maximum;

    public byte* Values { get; } = values;

    public ChunkDictionary? Dictionary { get; } = dictionary;
}
