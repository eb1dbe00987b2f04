using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Tenon.Merging.Content;
using Tenon.Parquet.Memory;
using Tenon.Parquet;
using Tenon.Parquet.Schema;

namespace Tenon.Merging.Reading;

/// <summary>The dictionary of one input column chunk, with what the merge derives from it once instead of per row.</summary>
/// <remarks>
/// Entry -1 stands for null, so that a nullable row needs no branch. Hashes and symbols are made when they are first asked for, which only the
/// task that assembles the column does. Holders are counted like those of a <see cref="SharedPage"/>.
/// </remarks>
internal sealed unsafe class ChunkDictionary(DictionaryPage page, ColumnDescriptor column, CellHash hash, BufferPool pool)
{
    /// <summary>The symbol of null.</summary>
    public const int NullSymbol = -1;

    /// <summary>What an entry has whose symbol has not been asked for.</summary>
    public const int NoSymbol = -2;

    private readonly DictionaryPage _page = page;

    // Into the page's memory, which is not the collector's and stays where it is until the page is disposed.
    private readonly byte* _fixed = (byte*)Unsafe.AsPointer(ref MemoryMarshal.GetReference(page.Fixed));
    private readonly byte* _plain = (byte*)Unsafe.AsPointer(ref MemoryMarshal.GetReference(page.Plain));
    private readonly int* _offsets = (int*)Unsafe.AsPointer(ref MemoryMarshal.GetReference(page.Offsets));
    private PooledBuffer? _hashes;
    private PooledBuffer? _symbols;
    private int _epoch;
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
    public ReadOnlySpan<byte> Bytes(int i) => Width > 0 ? new ReadOnlySpan<byte>(_fixed + ((long)i * Width), Width) : Ref(i).Span;

    /// <summary>Entry i of a byte-array dictionary; the four bytes before it are its length.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ByteArrayRef Ref(int i)
    {
        byte* at = _plain + _offsets[i];
        return new ByteArrayRef((nint)at, *(int*)(at - sizeof(int)));
    }

    /// <summary>The cell hashes of the entries; 0 at -1.</summary>
    public ulong* Hashes()
    {
        _hashes ??= MakeHashes();
        return (ulong*)_hashes.Pointer + 1;
    }

    /// <summary>The symbols of the entries, <see cref="NoSymbol"/> where not known yet; <see cref="NullSymbol"/> at -1.</summary>
    /// <param name="epoch">That of the table of symbols: those of another one are forgotten.</param>
    public int* Symbols(int epoch)
    {
        if (_symbols is null || _epoch != epoch)
        {
            _symbols ??= pool.Rent((Count + 1L) * sizeof(int));
            _epoch = epoch;
            new Span<int>(_symbols.Pointer, Count + 1).Fill(NoSymbol);
            *(int*)_symbols.Pointer = NullSymbol;
        }

        return (int*)_symbols.Pointer + 1;
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
            _hashes?.Dispose();
            _symbols?.Dispose();
            _page.Dispose();
        }
    }

    private PooledBuffer MakeHashes()
    {
        PooledBuffer buffer = pool.Rent((Count + 1L) * sizeof(ulong));
        var hashes = (ulong*)buffer.Pointer;
        *hashes++ = 0;
        for (int i = 0; i < Count; i++)
        {
            hashes[i] = Width is > 0 and <= 8 ? hash.Fixed(FixedValue(i)) : hash.Bytes(Bytes(i));
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
