using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Tenon.Parquet.Memory;
using Tenon.Parquet.Schema;

namespace Tenon.Merging.Assembly;

/// <summary>The dictionary of one output column chunk: distinct values in the order in which they are given codes. Not thread-safe.</summary>
/// <remarks>
/// <code>
/// symbol   number of a value in the column's table, which lives on from row group to row group
/// code     number of a value in this row group's dictionary
/// </code>
/// What an input's dictionary entries are as symbols has to be found out once; what symbols are as codes is a look-up in an array. Values that
/// came without symbols are entered in an empty table, and then symbols are the codes (<see cref="BeginDirect"/>). Which values the table happens to
/// know does not show in the codes. The codes' memory is held only from <see cref="Open"/> to <see cref="Clear"/>.
/// </remarks>
internal sealed unsafe class OutputDictionary(ColumnDescriptor column, BufferPool pool) : IDisposable
{
    /// <summary>Values that the table may know for each one of the row group, and some more; when it knows more, it starts anew.</summary>
    private const int KnownPerUsed = 4;
    private const int KnownAnyway = 1024;

    private const int NoCode = -1;

    private readonly int _width = column.ValueWidth;
    private PooledBuffer? _codes; // For each symbol its code.
    private PooledBuffer? _values; // By code.
    private int _codeCapacity;
    private int _valueCapacity;
    private bool _isDirect;
    private int _count;
    private long _plainBytes;

    /// <summary>The values known.</summary>
    public SymbolTable Symbols { get; } = new(column, pool);

    /// <summary>Entries.</summary>
    public int Count => _isDirect ? Symbols.Count : _count;

    /// <summary>Bytes of the entries in PLAIN form.</summary>
    public long PlainBytes => _isDirect ? Symbols.PlainBytes : _plainBytes;

    /// <summary>Start of the fixed-width entries, which lie one after another.</summary>
    public byte* FixedPointer => _isDirect ? Symbols.Fixed : _values is null ? null : _values.Pointer;

    /// <summary>Start of the byte-string entries.</summary>
    public ByteArrayRef* ByteArrayPointer => (ByteArrayRef*)FixedPointer;

    private int ValueBytes => _width > 0 ? _width : sizeof(ByteArrayRef);

    /// <summary>Makes the table ready for values.</summary>
    public void Open() => Symbols.Open();

    /// <summary>From here to <see cref="Clear"/> symbols are codes. The table forgets what it knew; there must be no codes yet.</summary>
    public void BeginDirect()
    {
        Symbols.Forget();
        Symbols.Open();
        _isDirect = true;
    }

    /// <summary>The code of a symbol; its value becomes the next entry if it has none yet.</summary>
    public int CodeOf(int symbol)
    {
        MakeRoom();
        int code = ((int*)_codes!.Pointer)[symbol]; // MakeRoom made it.
        return code >= 0 ? code : Add(symbol);
    }

    /// <summary>Replaces symbols by codes, in order.</summary>
    /// <param name="symbols">Symbols, all present.</param>
    /// <param name="count">How many.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Encode(int* symbols, int count)
    {
        MakeRoom();
        var codes = (int*)_codes!.Pointer; // MakeRoom made it.

        // Counts of rows cannot overflow.
        unchecked
        {
            int i = 0;
            for (; i <= count - Vector256<int>.Count; i += Vector256<int>.Count)
            {
                Vector256<int> eight = Vector256.Load(symbols + i);
                if (eight == Vector256.Create(symbols[i]))
                {
                    int code = codes[symbols[i]];
                    Vector256.Create(code >= 0 ? code : Add(symbols[i])).Store(symbols + i);
                    continue;
                }

                if (Avx2.IsSupported)
                {
                    Vector256<int> found = Avx2.GatherVector256(codes, eight, sizeof(int));
                    if (found.ExtractMostSignificantBits() == 0)
                    {
                        found.Store(symbols + i);
                        continue;
                    }
                }

                for (int j = i; j < i + Vector256<int>.Count; j++)
                {
                    int code = codes[symbols[j]];
                    symbols[j] = code >= 0 ? code : Add(symbols[j]);
                }
            }

            for (; i < count; i++)
            {
                int code = codes[symbols[i]];
                symbols[i] = code >= 0 ? code : Add(symbols[i]);
            }
        }
    }

    /// <summary>Ends the row group: forgets the codes, and the values too if the table has come to know many more than are used.</summary>
    public void Clear()
    {
        if (_isDirect || Symbols.Count > ((long)KnownPerUsed * _count) + KnownAnyway)
        {
            Symbols.Forget();
        }

        FreeCodes();
        (_count, _plainBytes, _isDirect) = (0, 0, false);
    }

    public void Dispose()
    {
        Symbols.Dispose();
        FreeCodes();
    }

    /// <summary>Room for a code for every symbol known.</summary>
    private void MakeRoom()
    {
        if (_codes is not null && Symbols.Count <= _codeCapacity)
        {
            return;
        }

        int capacity = Math.Max(Symbols.Count, 2 * _codeCapacity);
        PooledBuffer larger = pool.Rent((long)capacity * sizeof(int));
        larger.SpanOf<int>()[_codeCapacity..].Fill(NoCode);
        if (_codes is not null)
        {
            _codes.SpanOf<int>()[.._codeCapacity].CopyTo(larger.SpanOf<int>());
            _codes.Dispose();
        }

        (_codes, _codeCapacity) = (larger, capacity);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private int Add(int symbol)
    {
        if (_count == _valueCapacity)
        {
            GrowValues();
        }

        if (_width > 0)
        {
            Buffer.MemoryCopy(Symbols.Fixed + ((long)symbol * _width), _values!.Pointer + ((long)_count * _width), _width, _width); // GrowValues made it.
            _plainBytes += _width;
        }
        else
        {
            ByteArrayRef value = Symbols.ByteArrays[symbol];
            ((ByteArrayRef*)_values!.Pointer)[_count] = value; // Likewise.
            _plainBytes += 4L + value.Length;
        }

        ((int*)_codes!.Pointer)[symbol] = _count; // Asked for first, by callers.
        return _count++;
    }

    private void GrowValues()
    {
        int capacity = Math.Max(64, 2 * _valueCapacity);
        PooledBuffer larger = pool.Rent((long)capacity * ValueBytes);
        if (_values is not null)
        {
            Buffer.MemoryCopy(_values.Pointer, larger.Pointer, (long)capacity * ValueBytes, (long)_count * ValueBytes);
            _values.Dispose();
        }

        (_values, _valueCapacity) = (larger, capacity);
    }

    private void FreeCodes()
    {
        _codes?.Dispose();
        _values?.Dispose();
        (_codes, _values, _codeCapacity, _valueCapacity) = (null, null, 0, 0);
    }
}
