using Tenon.Parquet.Encodings;
using Tenon.Parquet.Memory;
using Tenon.Parquet.Metadata;
using Tenon.Parquet.Schema;

namespace Tenon.Parquet;

/// <summary>A decoded dictionary, all in memory. Immutable; safe for several readers until it is disposed.</summary>
public sealed unsafe class DictionaryPage : IDisposable
{
    private readonly PooledBuffer _body;
    private readonly PooledBuffer? _decoded;
    private readonly BufferPool _pool;
    private PooledBuffer? _references;
    private readonly long _fixedBytes;

    // Takes over the body on success only.
    internal DictionaryPage(ColumnDescriptor column, PageHeader header, PooledBuffer body, BufferPool pool)
    {
        if (header.Encoding is not (ParquetEncoding.Plain or ParquetEncoding.PlainDictionary))
        {
            throw new ParquetFormatException($"a dictionary in encoding {EncodingNames.Of(header.Encoding)}; PLAIN is expected");
        }

        Column = column;
        Header = header;
        Count = header.ValueCount;
        (_body, _pool) = (body, pool);
        long smallest = column.Type switch
        {
            PhysicalType.ByteArray => 4L * Count,
            PhysicalType.Boolean => ((long)Count + 7) / 8,
            _ => (long)column.ValueWidth * Count,
        };
        if (smallest > body.Length)
        {
            throw new ParquetFormatException($"a dictionary of {Count} entries in {body.Length} bytes; at least {smallest} are expected");
        }

        if (column.Type == PhysicalType.ByteArray)
        {
            // A quarter of what pointers and lengths would take: a merge has the dictionaries of all its inputs at once.
            _decoded = pool.Rent((long)sizeof(int) * Count);
            Decode(() => new PlainByteArrayDecoder(body.Pointer, body.Length).ReadOffsets(_decoded.SpanOf<int>()));
        }
        else if (column.Type == PhysicalType.Boolean)
        {
            _fixedBytes = Count;
            _decoded = pool.Rent(Count);
            Decode(() => new PlainBooleanDecoder(body.Pointer, body.Length).ReadFixed(_decoded.Span));
        }
        else
        {
            _fixedBytes = smallest;
        }
    }

    /// <summary>The column.</summary>
    public ColumnDescriptor Column { get; }

    /// <summary>The page's header.</summary>
    public PageHeader Header { get; }

    /// <summary>Entries.</summary>
    public int Count { get; }

    /// <summary>The entries of a fixed-width type, <see cref="ColumnDescriptor.ValueWidth"/> bytes each, little-endian; empty for byte arrays.</summary>
    /// <exception cref="ObjectDisposedException">It was disposed.</exception>
    public ReadOnlySpan<byte> Fixed => new(Column.Type == PhysicalType.Boolean ? _decoded!.Pointer : _body.Pointer, checked((int)_fixedBytes)); // Decoded for booleans.

    /// <summary>The entries of a byte-array column, each with its length in four little-endian bytes before it; empty for other types.</summary>
    /// <exception cref="ObjectDisposedException">It was disposed.</exception>
    /// <remarks>Made of <see cref="Offsets"/> when first asked for, at 16 bytes an entry.</remarks>
    public ReadOnlySpan<ByteArrayRef> ByteArrays => Column.Type == PhysicalType.ByteArray ? References().SpanOf<ByteArrayRef>() : [];

    /// <summary>Where the entries of a byte-array column begin in <see cref="Plain"/>, each behind its length; empty for other types.</summary>
    /// <exception cref="ObjectDisposedException">It was disposed.</exception>
    public ReadOnlySpan<int> Offsets => Column.Type == PhysicalType.ByteArray ? _decoded!.SpanOf<int>() : []; // Decoded for byte arrays.

    /// <summary>The body, decompressed: the entries in PLAIN encoding.</summary>
    /// <exception cref="ObjectDisposedException">It was disposed.</exception>
    public ReadOnlySpan<byte> Plain => _body.Span;

    /// <summary>Bytes of memory held.</summary>
    public long MemoryBytes => _body.Capacity + (_decoded?.Capacity ?? 0) + (_references?.Capacity ?? 0);

    /// <summary>Gives the memory back.</summary>
    public void Dispose()
    {
        _body.Dispose();
        _decoded?.Dispose();
        _references?.Dispose();
    }

    private PooledBuffer References()
    {
        PooledBuffer? made = Volatile.Read(ref _references);
        if (made is not null)
        {
            return made;
        }

        byte* body = _body.Pointer;
        made = _pool.Rent((long)sizeof(ByteArrayRef) * Count);
        Span<ByteArrayRef> references = made.SpanOf<ByteArrayRef>();
        ReadOnlySpan<int> offsets = Offsets;
        for (int i = 0; i < references.Length; i++)
        {
            byte* at = body + offsets[i];
            references[i] = new ByteArrayRef((nint)at, *(int*)(at - sizeof(int)));
        }

        PooledBuffer? first = Interlocked.CompareExchange(ref _references, made, null);
        if (first is null)
        {
            return made;
        }

        made.Dispose(); // Another reader was faster.
        return first;
    }

    private void Decode(Action decode)
    {
        try
        {
            decode();
        }
        catch
        {
            _decoded?.Dispose();
            throw;
        }
    }
}
