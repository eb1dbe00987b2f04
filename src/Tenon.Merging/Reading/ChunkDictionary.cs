using System.Runtime.CompilerServices;
using Tenon.Merging.Content;
using Tenon.Parquet.Memory;
using Tenon.Parquet;
using Tenon.Parquet.Schema;

namespace Tenon.Merging.Reading;

/// <summary>The dictionary of one input column chunk, with what the merge derives from it once instead of per row.</summary>
/// <remarks>
/// Slot 0 of the derived tables stands for null and slot i + 1 for entry i, so that a nullable row needs no branch. The code table
/// belongs to whichever output dictionary filled it last; only the task that assembles the column touches it.
/// Holders are counted like those of a <see cref="SharedPage"/>.
/// </remarks>
internal sealed unsafe class ChunkDictionary
{
    /// <summary>The code of an entry that the current output dictionary has not been asked for.</summary>
    public const int NoCode = -2;

    /// <summary>The code of null.</summary>
    public const int NullCode = -1;

    private readonly DictionaryPage _page;
    private readonly PooledBuffer _hashes;
    private readonly PooledBuffer _codes;
    private object? _codesOwner;
    private int _holders = 1;

    public ChunkDictionary(DictionaryPage page, ColumnDescriptor column, CellHash hash, BufferPool pool)
    {
        _page = page;
        Width = column.ValueWidth;
        _hashes = pool.Rent((page.Count + 1L) * sizeof(ulong));
        _codes = pool.Rent((page.Count + 1L) * sizeof(int));
        Hashes[0] = 0;
        for (int i = 0; i < page.Count; i++)
        {
            Hashes[i + 1] = Width is > 0 and <= 8 ? hash.Fixed(FixedValue(i)) : hash.Bytes(Bytes(i));
        }
    }

    public int Count => _page.Count;

    /// <summary>Bytes of the entries in PLAIN form.</summary>
    public int PlainBytes => _page.Header.UncompressedSize;

    /// <summary>Bytes of a value; 0 for byte arrays.</summary>
    public int Width { get; }

    /// <summary>Cell hashes: slot 0 is null's, slot i + 1 that of entry i.</summary>
    public ulong* Hashes => (ulong*)_hashes.Pointer;

    /// <summary>Entry i as a number, zero-extended; widths up to 8.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong FixedValue(int i)
    {
        ReadOnlySpan<byte> bytes = _page.Fixed;
        return Width switch
        {
            8 => Unsafe.ReadUnaligned<ulong>(in bytes[i * 8]),
            4 => Unsafe.ReadUnaligned<uint>(in bytes[i * 4]),
            _ => Widen(bytes.Slice(i * Width, Width)),
        };
    }

    /// <summary>Entry i as bytes.</summary>
    public ReadOnlySpan<byte> Bytes(int i) => Width > 0 ? _page.Fixed.Slice(i * Width, Width) : _page.ByteArrays[i].Span;

    /// <summary>Entry i of a byte-array dictionary; the four bytes before it are its length.</summary>
    public ByteArrayRef Ref(int i) => _page.ByteArrays[i];

    /// <summary>Codes of the entries in an output dictionary: slot 0 is null's, slot i + 1 that of entry i or <see cref="NoCode"/>.</summary>
    /// <param name="owner">The generation of the output dictionary; a new owner finds a table without codes.</param>
    public int* CodesFor(object owner)
    {
        int* codes = (int*)_codes.Pointer;
        if (!ReferenceEquals(owner, _codesOwner))
        {
            new Span<int>(codes, Count + 1).Fill(NoCode);
            codes[0] = NullCode;
            _codesOwner = owner;
        }

        return codes;
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
            _hashes.Dispose();
            _codes.Dispose();
            _page.Dispose();
        }
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
