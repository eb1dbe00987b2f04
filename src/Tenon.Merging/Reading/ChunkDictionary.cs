using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Tenon.Merging.Content;
using Tenon.Parquet.Memory;
using Tenon.Parquet;
using Tenon.Parquet.Schema;

namespace Tenon.Merging.Reading;

/// <summary>What the merge knows of a dictionary entry, or of null: two things that are needed together, so they lie together.</summary>
internal struct DictionarySlot
{
    /// <summary>The cell hash; 0 for null.</summary>
    public ulong Hash;

    /// <summary>The code in the output dictionary of generation <see cref="Generation"/>.</summary>
    public int Code;

    /// <summary>Which output dictionary gave the code; 0 if none has.</summary>
    public int Generation;
}

/// <summary>The dictionary of one input column chunk, with what the merge derives from it once instead of per row.</summary>
/// <remarks>
/// Slot -1 stands for null, so that a nullable row needs no branch. The slots are made when they are first asked for, which only the
/// task that assembles the column does. Holders are counted like those of a <see cref="SharedPage"/>.
/// </remarks>
internal sealed unsafe class ChunkDictionary(DictionaryPage page, ColumnDescriptor column, CellHash hash, BufferPool pool)
{
    /// <summary>The code of null.</summary>
    public const int NullCode = -1;

    private readonly DictionaryPage _page = page;

    // Into the page's memory, which is not the collector's and stays where it is until the page is disposed.
    private readonly byte* _fixed = (byte*)Unsafe.AsPointer(ref MemoryMarshal.GetReference(page.Fixed));
    private readonly ByteArrayRef* _references = (ByteArrayRef*)Unsafe.AsPointer(ref MemoryMarshal.GetReference(page.ByteArrays));
    private PooledBuffer? _slots;
    private int _holders = 1;

    public int Count => _page.Count;

    /// <summary>Bytes of the entries in PLAIN form.</summary>
    public int PlainBytes => _page.Header.UncompressedSize;

    /// <summary>Bytes of a value; 0 for byte arrays.</summary>
    public int Width { get; } = column.ValueWidth;

    /// <summary>Entry i, below <see cref="Count"/>, as a number, zero-extended; widths up to 8.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong FixedValue(int i) => Width switch
    {
        8 => ((ulong*)_fixed)[i],
        4 => ((uint*)_fixed)[i],
        _ => Widen(new ReadOnlySpan<byte>(_fixed + ((long)i * Width), Width)),
    };

    /// <summary>Entry i, below <see cref="Count"/>, as bytes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ReadOnlySpan<byte> Bytes(int i) => Width > 0 ? new ReadOnlySpan<byte>(_fixed + ((long)i * Width), Width) : _references[i].Span;

    /// <summary>Entry i of a byte-array dictionary; the four bytes before it are its length.</summary>
    public ByteArrayRef Ref(int i) => _references[i];

    /// <summary>The slots of the entries, that of null at -1. Null has a code of the generation asked for; entries may have older ones.</summary>
    /// <param name="generation">That of the output dictionary; 0 if codes are not needed.</param>
    public DictionarySlot* SlotsFor(int generation)
    {
        _slots ??= MakeSlots();
        DictionarySlot* slots = (DictionarySlot*)_slots.Pointer + 1;
        slots[-1].Generation = generation;
        return slots;
    }

    public ChunkDictionary Acquire()
    {
        Interlocked.Increment(ref _holders);
        return this;
    }

    public void Release()
    {
        if (Interlocked.Decrement(ref _holders) == 0)
        {
            _slots?.Dispose();
            _page.Dispose();
        }
    }

    private PooledBuffer MakeSlots()
    {
        PooledBuffer buffer = pool.Rent((Count + 1L) * sizeof(DictionarySlot));
        var slots = (DictionarySlot*)buffer.Pointer;
        *slots++ = new DictionarySlot { Code = NullCode };
        for (int i = 0; i < Count; i++)
        {
            slots[i] = new DictionarySlot { Hash = Width is > 0 and <= 8 ? hash.Fixed(FixedValue(i)) : hash.Bytes(Bytes(i)) };
        }

        return buffer;
    }

    internal static ulong Widen(ReadOnlySpan<byte> bytes)
    {
        ulong value = 0;
        for (int i = bytes.Length - 1; i >= 0; i--)
        {
            value = (value << 8) | bytes[i];
        }

        return value;
    }
}
