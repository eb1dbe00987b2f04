using System.Collections.Immutable;

namespace Tenon.Checking.Search.Disk;

/// <summary>
/// Everything on disk, with as many fingerprints in memory as there is room for. Gives the same states the same ids and links as
/// <see cref="MemoryStore"/> does, and so the same results.
/// </summary>
internal sealed class DiskStore : StateStore
{
    /// <summary>Of the memory allowed, how much fingerprints may take: the rest is for buffers, rounds, the runtime, and what the model keeps.</summary>
    private const double RecentShare = 0.75;

    /// <summary>Without a bound, so much; most machines have it.</summary>
    private const long DefaultMemoryBytes = 1L << 30;

    /// <summary>Of the memory allowed, how much sorting may take.</summary>
    private const double SettleShare = 0.06;

    /// <summary>Entries for which lines are fetched ahead, as in memory.</summary>
    private const int PrefetchDistance = 12;

    private readonly DiskFolder _folder;
    private readonly DiskPartition[] _partitions = new DiskPartition[Link.PartitionCount];
    private readonly SettleScratch[] _scratches;
    private readonly Stack<FrontierBlock> _spare = [];
    private readonly int _greatestUnsettled;
    private readonly TimeSpan? _interval;
    private readonly TimeProvider _clock;
    private long _lastSave;
    private int _nextToSettle;
    private int _readPartition;
    private WordReader? _reader;
    private long _readIndex;
    private long _peekedPosition;
    private FrontierBlock? _peeked;

    public DiskStore(CheckOptions options, DiskOptions disk)
    {
        long memory = options.MaximumMemoryBytes ?? DefaultMemoryBytes;
        (_interval, _clock, _lastSave) = (disk.CheckpointInterval, options.Clock, options.Clock.GetTimestamp());
        _scratches = [.. Enumerable.Range(0, options.WorkerCount).Select(_ => new SettleScratch())];
        _greatestUnsettled = (int)Math.Clamp(memory * SettleShare / SettleScratch.BytesPerState / options.WorkerCount, 1 << 10, 1 << 28);
        _folder = new DiskFolder(disk);
        long recentBytes = (long)(memory * RecentShare / Link.PartitionCount);
        try
        {
            for (int i = 0; i < _partitions.Length; i++)
            {
                _partitions[i] = Point?.Store is StorePoint point
                    ? new DiskPartition(_folder, recentBytes, point.Partitions[i])
                    : new DiskPartition(_folder, recentBytes);
            }
        }
        catch
        {
            Dispose();
            throw;
        }

        if (Point?.Store is StorePoint at)
        {
            OpenLayer(at.Partition, at.Position, at.Index);
        }
        else
        {
            OpenLayer(0, 0, 0);
        }
    }

    /// <summary>The checkpoint at which the search goes on; null for a new search.</summary>
    public SearchPoint? Point => _folder.Point;

    public override long Count => _partitions.Sum(each => each.SettledCount + each.UnsettledCount);

    public override long LayerCount => _partitions.Sum(each => each.SettledCount - each.LayerFirstIndex);

    public override long FoundCount => _partitions.Sum(each => each.FoundCount);

    public override long SizeBytes => VisitedBytes + WaitingBytes;

    public override long VisitedBytes => _partitions.Sum(each => each.RecentBytes);

    public override long WaitingBytes => _partitions.Sum(each => each.BufferBytes);

    public override long DiskBytes => _partitions.Sum(each => each.DiskBytes);

    /// <summary>Whether checkpoints are made, and the last one is old enough for another.</summary>
    public bool IsSaveDue => _interval is TimeSpan interval && _clock.GetElapsedTime(_lastSave) >= interval;

    /// <summary>Whether checkpoints are made.</summary>
    public bool KeepsCheckpoints => _interval is not null;

    /// <summary>Makes a checkpoint. Between rounds only.</summary>
    public void Save(SearchPoint point)
    {
        _ = Peek();
        ImmutableArray<PartitionPoint> partitions = [.. _partitions.Select(each => each.Save())];
        _folder.Save(point with { Store = new StorePoint(_readPartition, _peekedPosition, _readIndex - (_peeked?.StateCount ?? 0), 0, partitions) });
        _lastSave = _clock.GetTimestamp();
    }

    /// <summary>The search has come to its end: its files are removed.</summary>
    public void Complete() => _folder.Complete();

    public override FrontierBlock? Peek()
    {
        while (_peeked is null && _reader is not null)
        {
            _peekedPosition = _reader.Position;
            _peeked = ReadBlock(_reader);
            if (_peeked is null)
            {
                OpenLayer(_readPartition + 1, 0, 0);
            }
        }

        return _peeked;
    }

    public override FrontierBlock Take()
    {
        FrontierBlock block = _peeked!; // Peeked before.
        _peeked = null;
        return block;
    }

    public override void Return(FrontierBlock block) => _spare.Push(block);

    public override void AddInitial(int partition, ReadOnlySpan<ulong> entries)
    {
        for (int i = 0; i < entries.Length;)
        {
            int words = Origin.Words(entries[i + 1]);
            _partitions[partition].Add(entries[i], Link.Initial(Origin.InitialOrdinal(entries[i + 1])), entries.Slice(i + Origin.HeaderWords, words));
            i += Origin.HeaderWords + words;
        }
    }

    public override void Insert(int partition, ReadOnlySpan<ulong> entries, long[] roundStateIds, bool[] isPartial)
    {
        DiskPartition target = _partitions[partition];
        int ahead = 0;
        for (int i = 0, fetched = 0; i < entries.Length;)
        {
            for (; fetched < PrefetchDistance && ahead < entries.Length; fetched++)
            {
                target.Prefetch(entries[ahead]);
                ahead += Origin.HeaderWords + Origin.Words(entries[ahead + 1]);
            }

            fetched--;
            ulong origin = entries[i + 1];
            int words = Origin.Words(origin);
            target.Add(entries[i], Link.ToParent(roundStateIds[Origin.RoundIndex(origin)], Origin.Ordinal(origin)), entries.Slice(i + Origin.HeaderWords, words));
            i += Origin.HeaderWords + words;
        }
    }

    public override void Settle(WorkerCrew crew)
    {
        _nextToSettle = 0;
        crew.Run(worker =>
        {
            while (Interlocked.Increment(ref _nextToSettle) - 1 is int partition && partition < Link.PartitionCount)
            {
                _partitions[partition].Settle(_scratches[worker]);
            }
        });
    }

    // A round adds few to what is unsettled; where many states are found twice, the bound on states is to count them once.
    public override bool MustSettle(long stateBound) => Count >= stateBound || _partitions.Any(each => each.UnsettledCount > _greatestUnsettled);

    public override void BeginLayer()
    {
        foreach (DiskPartition partition in _partitions)
        {
            partition.BeginLayer();
        }

        OpenLayer(0, 0, 0);
    }

    public override void Dispose()
    {
        foreach (DiskPartition? partition in _partitions)
        {
            partition?.Dispose();
        }

        _folder.Dispose();
    }

    protected override ulong LinkOf(long stateId) => _partitions[Link.Partition(stateId)].Link(Link.Index(stateId));

    private void OpenLayer(int partition, long position, long index)
    {
        (_readPartition, _peekedPosition, _readIndex, _peeked) = (partition, position, index, null);
        _reader = partition < Link.PartitionCount ? _partitions[partition].ReadLayer(position) : null;
    }

    private FrontierBlock? ReadBlock(WordReader reader)
    {
        FrontierBlock? block = null;
        while (reader.TryPeek(out ulong length) && block?.HasRoomFor((int)length) != false)
        {
            if (block is null)
            {
                block = _spare.Count > 0 ? _spare.Pop() : new FrontierBlock();
                block.Begin(Link.StateId(_readPartition, _partitions[_readPartition].LayerFirstIndex + _readIndex), (int)length);
            }

            block.Append(reader.Read((int)length + 1)[1..]);
            _readIndex++;
        }

        return block;
    }
}
