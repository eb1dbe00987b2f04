using System.Collections.Concurrent;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace Tenon.Parquet.Memory;

/// <summary>Reuses blocks of unmanaged memory and counts what is rented, so that a budget can be kept.</summary>
/// <remarks>
/// Pages and vectors live outside the garbage-collected heap: their life is exactly known, and a heap that held them would
/// keep several times their size.
/// <code>
/// up to 30 KiB         eight sizes to each power of two, so at most an eighth of one is unused; kept by size
/// up to 64 MiB         whole pages of an arena: what is given back serves any size
/// above                as asked for, and given back to the system at once
/// </code>
/// Where the system has no arena, the first kind goes on to 64 MiB. Returned memory is kept as long as no more is held than once was rented.
/// Thread-safe.
/// </remarks>
public sealed unsafe class BufferPool : IDisposable
{
    private const int MinimumBlockBytes = 1024;
    private const int StepsPerPower = 8;
    private const int LargerSizesTried = 3;

    /// <summary>Larger blocks come from the arena. One of the eight sizes, so that a block's capacity tells where it is from, as its length does.</summary>
    private const int LargestSmallBytes = 30 << 10;

    /// <summary>Given back to the system in one go at least.</summary>
    private const long LeastReleasedBytes = 1 << 20;

    /// <summary>What the arena may hold beyond the peak: gaps that no block fits in, and the bytes behind the ends of blocks, which do not count as rented.</summary>
    private const long LargestGapBytes = 4 << 20;

    // From here on blocks are rare, and an eighth of one is much: they are exact, and given back to the system at once.
    private const long LargeBlockBytes = 64L << 20;

    private static long s_heldBytes;

    private readonly ConcurrentBag<nint>?[] _free = new ConcurrentBag<nint>?[64 * StepsPerPower]; // Made when first given to: a bag is not cheap, and few sizes are in use.
    private readonly long _idleLimitBytes;
    private readonly PageArena? _arena = PageArena.IsSupported ? new PageArena() : null;
    private readonly Lock _arenaGate = new();
    private int _lentByArena;
    private long _rentedBytes;
    private long _peakRentedBytes;
    private long _idleBytes;
    private long _peakBytes;
    private int _nextToFree;
    private volatile bool _disposed;

    /// <param name="idleLimitBytes">How many bytes of returned blocks are kept for the next renter in any case; more are given back to the system if
    /// what is held exceeds what once was rented.</param>
    public BufferPool(long idleLimitBytes = 24L << 20) => _idleLimitBytes = idleLimitBytes;

    /// <summary>Bytes of all blocks now rented, in block sizes.</summary>
    public long RentedBytes => Interlocked.Read(ref _rentedBytes);

    /// <summary>Bytes of all blocks rented or kept for the next renter, in block sizes.</summary>
    public long HeldBytes => RentedBytes + Interlocked.Read(ref _idleBytes);

    /// <summary><see cref="HeldBytes"/> of all pools of the process together: of its size, the part that is accounted for.</summary>
    public static long ProcessHeldBytes => Interlocked.Read(ref s_heldBytes);

    private long IdleLimitBytes => Math.Max(_idleLimitBytes, BelowPeakBytes);

    private long BelowPeakBytes => Interlocked.Read(ref _peakRentedBytes) - RentedBytes;

    /// <summary>The largest value that rented and idle bytes together ever had.</summary>
    public long PeakBytes => Interlocked.Read(ref _peakBytes);

    /// <summary>Rents a block of at least <paramref name="length"/> bytes; its content is undefined.</summary>
    /// <param name="length">Bytes, 0 or more.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="length"/> is negative.</exception>
    /// <exception cref="OutOfMemoryException">The system has no such block.</exception>
    public PooledBuffer Rent(long length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        (nint block, long capacity) = IsOfArena(length) ? TakePages(length) : TakeBlock(length);
        long rented = Count(ref _rentedBytes, capacity);
        Raise(ref _peakRentedBytes, rented);
        Raise(ref _peakBytes, rented + Interlocked.Read(ref _idleBytes));
        return new PooledBuffer(this, block, capacity, length);
    }

    internal void Return(nint block, long capacity)
    {
        Count(ref _rentedBytes, -capacity);
        if (IsOfArena(capacity))
        {
            ReturnPages(block, capacity);
            return;
        }

        if (_disposed || capacity > LargeBlockBytes || capacity > IdleLimitBytes)
        {
            NativeHeap.Free(block, capacity);
            return;
        }

        // A block just returned is more likely to be wanted soon than one of another size that has been idle for long.
        int bag = SizeClass(capacity).Bag;
        long limit = IdleLimitBytes;
        long idle = Count(ref _idleBytes, capacity);
        for (int i = 0; idle > limit && i < _free.Length; i++)
        {
            int other = (Interlocked.Increment(ref _nextToFree) & int.MaxValue) % _free.Length;
            while (other != bag && idle > limit && TryTakeFrom(other, out nint old))
            {
                NativeHeap.Free(old, CapacityOf(other));
                idle = Count(ref _idleBytes, -CapacityOf(other));
            }
        }

        if (idle > limit)
        {
            Count(ref _idleBytes, -capacity);
            NativeHeap.Free(block, capacity);
            return;
        }

        (_free[bag] ?? Interlocked.CompareExchange(ref _free[bag], [], null) ?? _free[bag]!).Add(block); // It was just made.
    }

    /// <summary>Lets the C library know that the program keeps its large memory in pools. Once, as the first thing in the process: a thread
    /// that has had memory before keeps a heap of its own, whose leftovers no other thread can use.</summary>
    public static void PrepareProcess() => NativeHeap.Prepare();

    /// <summary>Gives the idle blocks back to the system, and all else that the C library keeps.</summary>
    public void Trim()
    {
        FreeIdle();
        NativeHeap.Trim();
    }

    /// <summary>Gives the idle blocks back to the system. Blocks still rented stay valid until they are disposed.</summary>
    public void Dispose()
    {
        _disposed = true;
        FreeIdle();
    }

    private bool IsOfArena(long bytes) => _arena is not null && bytes is > LargestSmallBytes and <= LargeBlockBytes - PooledBuffer.SlackBytes;

    private static int PagesOf(long capacity) => (int)((capacity + PooledBuffer.SlackBytes) / PageArena.PageBytes);

    private (nint Block, long Capacity) TakePages(long length)
    {
        int pages = (int)((length + PooledBuffer.SlackBytes + PageArena.PageBytes - 1) / PageArena.PageBytes);
        long capacity = ((long)pages * PageArena.PageBytes) - PooledBuffer.SlackBytes;
        nint block;
        lock (_arenaGate)
        {
            long before = _arena!.ResidentFreeBytes; // IsOfArena asked.
            block = _arena.Allocate(pages);
            Count(ref _idleBytes, _arena.ResidentFreeBytes - before);
            _lentByArena += block != 0 ? 1 : 0;
        }

        return (block != 0 ? block : NativeHeap.Allocate(capacity + PooledBuffer.SlackBytes), capacity);
    }

    private void ReturnPages(nint block, long capacity)
    {
        lock (_arenaGate)
        {
            long before = _arena!.ResidentFreeBytes; // IsOfArena asked.
            if (!_arena.Free(block, PagesOf(capacity)))
            {
                NativeHeap.Free(block, capacity);
                return;
            }

            _lentByArena--;
            long limit = Math.Max(_idleLimitBytes - (Interlocked.Read(ref _idleBytes) - before), BelowPeakBytes + LargestGapBytes);
            if (_disposed)
            {
                ReleaseArena();
            }
            else if (_arena.ResidentFreeBytes > limit)
            {
                _arena.Release(Math.Max(0, limit - LeastReleasedBytes));
            }

            Count(ref _idleBytes, _arena.ResidentFreeBytes - before);
        }
    }

    private (nint Block, long Capacity) TakeBlock(long length)
    {
        (int bag, long capacity) = length > LargeBlockBytes ? (-1, length) : SizeClass(length);
        return bag >= 0 && TryTakeIdle(bag, ref capacity, out nint block) ? (block, capacity) : (NativeHeap.Allocate(capacity + PooledBuffer.SlackBytes), capacity);
    }

    /// <summary>Gives back what nobody rents; also the address space when the pool is disposed and the last block has come back.</summary>
    private void ReleaseArena()
    {
        if (_disposed && _lentByArena == 0)
        {
            _arena!.Dispose(); // Only called where there is one.
        }
        else
        {
            _arena!.Release(0);
        }
    }

    private void FreeIdle()
    {
        if (_arena is not null)
        {
            lock (_arenaGate)
            {
                long before = _arena.ResidentFreeBytes;
                ReleaseArena();
                Count(ref _idleBytes, _arena.ResidentFreeBytes - before);
            }
        }

        for (int i = 0; i < _free.Length; i++)
        {
            while (TryTakeFrom(i, out nint block))
            {
                Count(ref _idleBytes, -CapacityOf(i));
                NativeHeap.Free(block, CapacityOf(i));
            }
        }
    }

    /// <summary>Takes an idle block of the size, or of one a little larger: to touch new memory costs more than to waste some of the old.</summary>
    private bool TryTakeIdle(int bag, ref long capacity, out nint block)
    {
        for (int larger = bag; larger <= Math.Min(bag + LargerSizesTried, _free.Length - 1); larger++)
        {
            if (TryTakeFrom(larger, out block))
            {
                capacity = CapacityOf(larger);
                Count(ref _idleBytes, -capacity);
                return true;
            }
        }

        block = 0;
        return false;
    }

    private bool TryTakeFrom(int bag, out nint block)
    {
        block = 0;
        return _free[bag]?.TryTake(out block) ?? false;
    }

    private static (int Bag, long Capacity) SizeClass(long length)
    {
        ulong wanted = (ulong)Math.Max(length, MinimumBlockBytes);
        int exponent = BitOperations.Log2(wanted);
        ulong step = (1UL << exponent) / StepsPerPower;
        ulong steps = (wanted - (1UL << exponent) + step - 1) / step;
        return ((exponent * StepsPerPower) + (int)steps, (long)((1UL << exponent) + (steps * step)));
    }

    private static long CapacityOf(int bag)
    {
        long power = 1L << (bag / StepsPerPower);
        return power + (power / StepsPerPower * (bag % StepsPerPower));
    }

    private static long Count(ref long bytes, long change)
    {
        Interlocked.Add(ref s_heldBytes, change);
        return Interlocked.Add(ref bytes, change);
    }

    private static void Raise(ref long highest, long bytes)
    {
        long peak = Interlocked.Read(ref highest);
        while (bytes > peak)
        {
            long seen = Interlocked.CompareExchange(ref highest, bytes, peak);
            if (seen == peak)
            {
                return;
            }

            peak = seen;
        }
    }
}

/// <summary>A rented block of unmanaged memory. Dispose gives it back; after that neither span nor pointer may be used.</summary>
/// <remarks>Owned by one holder at a time; not thread-safe. At least <see cref="SlackBytes"/> bytes after the end may be read
/// (never relied on for their content), so that vector code may load whole registers.</remarks>
public sealed unsafe class PooledBuffer : IDisposable
{
    /// <summary>Bytes behind the end of every block that may be read and written without harm.</summary>
    public const int SlackBytes = 64;

    private readonly BufferPool _pool;
    private readonly long _capacity;
    private nint _block;

    internal PooledBuffer(BufferPool pool, nint block, long capacity, long length) =>
        (_pool, _block, _capacity, Length) = (pool, block, capacity, length);

    /// <summary>Bytes asked for.</summary>
    public long Length { get; }

    /// <summary>Bytes of the block, at least <see cref="Length"/>.</summary>
    public long Capacity => _capacity;

    /// <summary>The first byte, aligned to 64 bytes.</summary>
    /// <exception cref="ObjectDisposedException">The block was given back.</exception>
    public byte* Pointer
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get
        {
            if (_block == 0)
            {
                ThrowDisposed();
            }

            return (byte*)_block;
        }
    }

    /// <summary>The bytes asked for.</summary>
    /// <exception cref="ObjectDisposedException">The block was given back.</exception>
    /// <exception cref="OverflowException"><see cref="Length"/> is more than a span can hold.</exception>
    public Span<byte> Span => new(Pointer, checked((int)Length));

    /// <summary>The block as elements of <typeparamref name="T"/>, as many as fit in <see cref="Length"/>.</summary>
    /// <exception cref="ObjectDisposedException">The block was given back.</exception>
    public Span<T> SpanOf<T>()
        where T : unmanaged => new(Pointer, checked((int)(Length / sizeof(T))));

    /// <summary>Gives the block back. Further calls do nothing.</summary>
    public void Dispose()
    {
        nint block = Interlocked.Exchange(ref _block, 0);
        if (block != 0)
        {
            _pool.Return(block, _capacity);
        }
    }

    private static void ThrowDisposed() => throw new ObjectDisposedException(nameof(PooledBuffer));
}
