using System.Numerics;
using System.Runtime.CompilerServices;
using Tenon.Parquet.Memory;
using Tenon.Parquet.Schema;

namespace Tenon.Merging.Assembly;

/// <summary>Numbers the distinct values of an output column, from 0, in the order in which they are met; outlives the row group. Not thread-safe.</summary>
/// <remarks>
/// Open addressing with linear probing over symbols; hashes are the cell hashes that the digest needs anyway. Fixed-width values
/// lie one after another; byte strings lie behind their 4-byte lengths, which is their PLAIN form. It holds memory only from
/// <see cref="Open"/> to <see cref="Forget"/>: a table of ten thousand columns has as many.
/// </remarks>
internal sealed unsafe class SymbolTable : IDisposable
{
    private const int FirstCapacity = 64;

    private readonly BufferPool _pool;
    private readonly int _width;
    private PooledBuffer _slots = null!; // These three are there from Open to Forget.
    private PooledBuffer _hashes = null!;
    private PooledBuffer _values = null!;
    private readonly List<PooledBuffer> _arenas = [];
    private int _slotMask;
    private int _capacity;
    private long _arenaUsed;

    public SymbolTable(ColumnDescriptor column, BufferPool pool)
    {
        _pool = pool;
        _width = column.ValueWidth;
        _capacity = FirstCapacity;
    }

    /// <summary>Changes whenever the values are forgotten: whoever keeps symbols keeps this beside them. Never 0.</summary>
    public int Epoch { get; private set; } = 1;

    /// <summary>Values.</summary>
    public int Count { get; private set; }

    /// <summary>Bytes of the values in PLAIN form.</summary>
    public long PlainBytes { get; private set; }

    /// <summary>The cell hashes by symbol; 0 at -1, for null.</summary>
    public ulong* Hashes => (ulong*)_hashes.Pointer + 1;

    /// <summary>The fixed-width values by symbol.</summary>
    public byte* Fixed => _values.Pointer;

    /// <summary>The byte strings by symbol.</summary>
    public ByteArrayRef* ByteArrays => (ByteArrayRef*)_values.Pointer;

    private int ValueBytes => _width > 0 ? _width : sizeof(ByteArrayRef);

    /// <summary>The symbol of a value of at most 8 bytes, zero-extended.</summary>
    /// <param name="value">The value.</param>
    /// <param name="hash">Its cell hash.</param>
    public int SymbolOf(ulong value, ulong hash)
    {
        var slots = (int*)_slots.Pointer;
        for (int at = SlotOf(hash); ; at = (at + 1) & _slotMask)
        {
            int symbol = slots[at] - 1;
            if (symbol < 0)
            {
                return Insert(at, value, hash);
            }

            if (Fixed8(symbol) == value)
            {
                return symbol;
            }
        }
    }

    /// <summary>The symbol of a value of any length.</summary>
    /// <param name="value">The bytes.</param>
    /// <param name="hash">Their cell hash.</param>
    public int SymbolOf(ReadOnlySpan<byte> value, ulong hash)
    {
        var slots = (int*)_slots.Pointer;
        ulong* hashes = Hashes;
        for (int at = SlotOf(hash); ; at = (at + 1) & _slotMask)
        {
            int symbol = slots[at] - 1;
            if (symbol < 0)
            {
                return Insert(at, value, hash);
            }

            if (hashes[symbol] == hash && Bytes(symbol).SequenceEqual(value))
            {
                return symbol;
            }
        }
    }

    /// <summary>Makes room for values, about as many as there were last time. Does nothing if there is room already.</summary>
    public void Open()
    {
        if (_slots is not null)
        {
            return;
        }

        _slotMask = (2 * _capacity) - 1;
        _slots = RentSlots();
        _hashes = _pool.Rent((_capacity + 1L) * sizeof(ulong));
        *(ulong*)_hashes.Pointer = 0;
        _values = _pool.Rent((long)_capacity * ValueBytes);
    }

    /// <summary>Forgets all values and gives their memory back.</summary>
    public void Forget()
    {
        if (_slots is null)
        {
            return;
        }

        Dispose();
        _capacity = Math.Max(FirstCapacity, (int)BitOperations.RoundUpToPowerOf2((uint)Count));
        (Count, PlainBytes, _arenaUsed) = (0, 0, 0);
        Epoch = unchecked(Epoch + 1) == 0 ? 1 : unchecked(Epoch + 1);
    }

    public void Dispose()
    {
        _slots?.Dispose();
        _hashes?.Dispose();
        _values?.Dispose();
        (_slots, _hashes, _values) = (null!, null!, null!); // Until Open.
        _arenas.ForEach(arena => arena.Dispose());
        _arenas.Clear();
    }

    private ReadOnlySpan<byte> Bytes(int symbol) =>
        _width > 0 ? new ReadOnlySpan<byte>(_values.Pointer + ((long)symbol * _width), _width) : ((ByteArrayRef*)_values.Pointer)[symbol].Span;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ulong Fixed8(int symbol) => _width switch
    {
        8 => ((ulong*)_values.Pointer)[symbol],
        4 => ((uint*)_values.Pointer)[symbol],
        _ => Reading.ChunkDictionary.Widen(new ReadOnlySpan<byte>(_values.Pointer + ((long)symbol * _width), _width)),
    };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int SlotOf(ulong hash) => unchecked((int)(hash >> 20)) & _slotMask; // Bits 20 up: any will do.

    private int Insert(int slot, ulong value, ulong hash)
    {
        slot = GrowIfFull(slot, hash);
        byte* at = _values.Pointer + ((long)Count * _width);
        switch (_width)
        {
            case 8:
                *(ulong*)at = value;
                break;
            case 4:
                *(uint*)at = (uint)value;
                break;
            default:
                for (int i = 0; i < _width; i++)
                {
                    at[i] = (byte)((value >> (8 * i)) & 0xFF);
                }

                break;
        }

        PlainBytes += _width;
        return Commit(slot, hash);
    }

    private int Insert(int slot, ReadOnlySpan<byte> value, ulong hash)
    {
        slot = GrowIfFull(slot, hash);
        if (_width > 0)
        {
            value.CopyTo(new Span<byte>(_values.Pointer + ((long)Count * _width), _width));
            PlainBytes += _width;
        }
        else
        {
            byte* at = Allocate(4L + value.Length);
            *(int*)at = value.Length;
            value.CopyTo(new Span<byte>(at + 4, value.Length));
            ((ByteArrayRef*)_values.Pointer)[Count] = new ByteArrayRef((nint)(at + 4), value.Length);
            PlainBytes += 4L + value.Length;
        }

        return Commit(slot, hash);
    }

    private int Commit(int slot, ulong hash)
    {
        Hashes[Count] = hash;
        ((int*)_slots.Pointer)[slot] = Count + 1;
        return Count++;
    }

    private byte* Allocate(long bytes)
    {
        if (_arenas.Count == 0 || _arenaUsed + bytes > _arenas[^1].Length)
        {
            _arenas.Add(_pool.Rent(Math.Max(bytes, 1L << 10 << Math.Min(_arenas.Count, 10))));
            _arenaUsed = 0;
        }

        byte* at = _arenas[^1].Pointer + _arenaUsed;
        _arenaUsed += bytes;
        return at;
    }

    private int GrowIfFull(int slot, ulong hash)
    {
        if (Count < _capacity)
        {
            return slot;
        }

        _capacity *= 2;
        _slotMask = (2 * _capacity) - 1;
        _values = Enlarge(_values, (long)_capacity * ValueBytes, (long)Count * ValueBytes);
        _hashes = Enlarge(_hashes, (_capacity + 1L) * sizeof(ulong), (Count + 1L) * sizeof(ulong));
        _slots.Dispose();
        _slots = RentSlots();
        var slots = (int*)_slots.Pointer;
        ulong* hashes = Hashes;
        for (int symbol = 0; symbol < Count; symbol++)
        {
            slots[FreeSlot(slots, hashes[symbol])] = symbol + 1;
        }

        return FreeSlot(slots, hash);
    }

    private int FreeSlot(int* slots, ulong hash)
    {
        int at = SlotOf(hash);
        while (slots[at] != 0)
        {
            at = (at + 1) & _slotMask;
        }

        return at;
    }

    private PooledBuffer Enlarge(PooledBuffer old, long bytes, long used)
    {
        PooledBuffer larger = _pool.Rent(bytes);
        Buffer.MemoryCopy(old.Pointer, larger.Pointer, bytes, used);
        old.Dispose();
        return larger;
    }

    private PooledBuffer RentSlots()
    {
        PooledBuffer slots = _pool.Rent((_slotMask + 1L) * sizeof(int));
        slots.Span.Clear();
        return slots;
    }
}
