using Tenon.Checking.Search.Disk;

namespace Tenon.Checking.Search;

/// <summary>Breadth-first search, layer by layer, whose results do not depend on the number of workers.</summary>
/// <remarks>
/// <para>
/// A layer is worked off in rounds of some thousands of states; a round has two halves with all workers waiting for each other between them.
/// 1. Expand: workers take blocks of states and put the successors, as entries, into their own bins, one for each partition of the visited set.
/// 2. Insert: workers take partitions. The entries of a partition, from all workers, are gone through in the order of the states they come
///    from; the <see cref="StateStore"/> adds those not yet visited to the partition, its links and its part of the next layer.
/// </para>
/// <para>
/// No word is written by two workers in the same half, so nothing is locked and no atomic instruction is needed but to hand out blocks and
/// partitions. Which of several parents a state gets is decided by the order of entries, and not by who was first. Entries wait in bins, so
/// the lines of the table they will need are fetched ahead.
/// </para>
/// </remarks>
internal sealed partial class BreadthFirstSearch : IDisposable
{
    /// <summary>
    /// How many entries a round aims at, those included that a sink leaves out: enough to make waiting for each other rare, few enough to stay in
    /// the cache.
    /// </summary>
    private const int EntriesPerRound = 1 << 17;

    private const int MaximumRoundStates = 1 << 15;

    /// <summary>A line of the cache, in numbers of 32 bits, twice: processors fetch lines in pairs.</summary>
    private const int ShareStride = 32;

    private readonly PackedModel _model;
    private readonly CheckOptions _options;
    private readonly PropertyList _properties;
    private readonly Budget _budget;
    private readonly StateStore _store;
    private readonly DiskStore? _disk;
    private readonly MemoryStore? _memory;
    private readonly WorkerCrew _crew;
    private readonly StateVisitor[] _visitors;
    private readonly Failure?[] _failures;
    private long[] _roundStateIds = []; // Grows, like the other: most models that tests check are small, and would spend their time on clearing it.
    private readonly List<RoundBlock> _round = [];
    private bool[] _isPartial = [];
    private int _nextBlock;
    private readonly int[] _nextPartitions; // By worker, where in its share it is; far enough apart not to share a line.
    private bool _isExpanding;
    private bool _isCompleting;
    private long _reducedCount;
    private double _entriesPerState = 4;
    private long _expandedCount;
    private long _waitingCount;
    private long _peakFrontierBytes;
    private long _peakDiskBytes;
    private long _initialCount;
    private long _layerCount;
    private long _countBeforeLayer;
    private double _growth = 1;
    private int _depth;

    public BreadthFirstSearch(PackedModel model, CheckOptions options, PropertyList properties, Budget budget)
    {
        (_model, _options, _properties, _budget) = (model, options, properties, budget);
        _store = options.Disk is DiskOptions disk ? _disk = new DiskStore(options, disk) : _memory = new MemoryStore(options.Identity, options.PartialOrder);
        _crew = new WorkerCrew(options.WorkerCount);
        _visitors = new StateVisitor[options.WorkerCount];
        _failures = new Failure?[options.WorkerCount];
        _nextPartitions = new int[options.WorkerCount * ShareStride];
        for (int i = 0; i < _visitors.Length; i++)
        {
            _visitors[i] = new StateVisitor(model, properties, new SuccessorSink(model.MaximumActionCount, Link.PartitionCount, SkipsOf(options)));
        }
    }

    // Under partial-order reduction each step counts, those to known states too: one may lead deeper.
    private static RecentSkips SkipsOf(CheckOptions options) =>
        options.PartialOrder ? RecentSkips.None : options.Identity == StateIdentity.Fingerprint64 ? RecentSkips.All : RecentSkips.OneWord;

    public SearchOutcome Run()
    {
        StopReason? stop = null;
        int completeDepth = -1;
        Begin();
        _options.Profile?.Begin();
        while (stop is null)
        {
            _isExpanding = _options.MaximumDepth is not int maximum || _depth < maximum;
            foreach (StateVisitor visitor in _visitors)
            {
                visitor.Model.AtDepth(_depth);
            }

            stop = WorkOff();
            completeDepth = _waitingCount == 0 ? _depth : _depth - 1;
            if (stop is null && !_isExpanding)
            {
                stop = StopReason.DepthBound;
            }

            bool isDeeper = _store.FoundCount > 0;
            if (stop is null && !isDeeper)
            {
                stop = StopReason.Exhausted;
            }

            if (stop is null)
            {
                BeginLayer();
            }

            _depth += isDeeper ? 1 : 0;
        }

        return new SearchOutcome
        {
            StopReason = stop.Value,
            StateCount = _store.Count,
            InitialStateCount = _initialCount,
            Depth = _depth,
            CompleteDepth = completeDepth,
            WaitingCount = _store.Count - _expandedCount,
            LongestState = _visitors.Max(visitor => visitor.Sink.LongestState),
            VisitedBytes = _store.VisitedBytes,
            FrontierBytes = _peakFrontierBytes,
            DiskBytes = _peakDiskBytes,
            ModelBytes = _model.KeptBytes,
            Sinks = [.. _visitors.Select(visitor => visitor.Sink)],
            Deadlocks = _visitors.Aggregate(default(DeadlockDigest), (sum, visitor) => sum + visitor.Deadlocks),
            ReducedStateCount = _reducedCount,
            IsResumable = _disk is { KeepsCheckpoints: true } && stop is not (StopReason.Exhausted or StopReason.Violation),
            Paths = [.. _properties.Found.Select(finding => finding is Finding found ? PathTo(found) : null)],
        };
    }

    public void Dispose()
    {
        _crew.Dispose();
        _store.Dispose();
    }

    // With the initial states, or at a checkpoint.
    private void Begin()
    {
        if (_disk?.Point is SearchPoint point)
        {
            SearchPoints.Restore(point, _model, _options, _properties, _visitors[0]);
            (_depth, _initialCount, _expandedCount, _waitingCount) = (point.Depth, point.InitialCount, point.ExpandedCount, point.WaitingCount);
            _budget.Earlier = TimeSpan.FromTicks(point.ElapsedTicks);
            CountEntries();
            return;
        }

        AddInitialStates();
        _initialCount = _store.Count;
        BeginLayer();
        Save();
    }

    private void AddInitialStates()
    {
        SuccessorSink sink = _visitors[0].Sink;
        _visitors[0].AddInitialStates();
        for (int partition = 0; partition < Link.PartitionCount; partition++)
        {
            _store.AddInitial(partition, sink.Entries(partition));
        }

        sink.Clear();
        _store.Settle(_crew);
    }

    private void BeginLayer()
    {
        long before = _layerCount;
        _store.BeginLayer();
        (_layerCount, _countBeforeLayer) = (_store.LayerCount, _store.Count);
        _waitingCount = _layerCount;
        _growth = before == 0 ? 1 : (double)_layerCount / before;
    }

    // Layers that shrink by the same factor are a geometric series.
    private long? Estimate() => _growth < 1 ? Math.Max(_store.Count, _countBeforeLayer + (long)(_layerCount * _growth / (1 - _growth))) : null;

    private void Save()
    {
        if (_disk is { KeepsCheckpoints: true })
        {
            _disk.Save(SearchPoints.Of(_model, _options, _properties, _visitors, _budget.Total) with
            {
                Depth = _depth, InitialCount = _initialCount, ExpandedCount = _expandedCount, WaitingCount = _waitingCount,
            });
        }
    }

    private StopReason? WorkOff()
    {
        SearchProfile? profile = _options.Profile;
        while (_store.Peek() is not null)
        {
            FillRound();
            profile?.Lap(SearchProfile.Phase.Frontier);
            ExpandAndInsert();
            if (_options.PartialOrder)
            {
                CompleteRound();
            }

            _waitingCount -= FinishRound();
            bool isLayerDone = _store.Peek() is null;
            if (isLayerDone || _store.MustSettle(_options.MaximumStates ?? long.MaxValue))
            {
                _store.Settle(_crew);
            }

            profile?.Lap(SearchProfile.Phase.Frontier);
            if (AfterRound(isLast: isLayerDone && _store.FoundCount == 0) is StopReason reason)
            {
                return reason;
            }
        }

        return null;
    }

    private StopReason? AfterRound(bool isLast)
    {
        if (_properties.HasViolation && !_options.ContinueAfterViolation)
        {
            _store.Settle(_crew);
            _disk?.Complete();
            return StopReason.Violation;
        }

        long bytes = MemoryBytes();
        if (isLast)
        {
            if (_isExpanding)
            {
                _disk?.Complete();
            }

            return null;
        }

        // What a search on disk takes of memory is bounded by what it is; only what the model keeps can grow beyond.
        if (_budget.Check(_store.Count, _disk is null ? bytes : _store.VisitedBytes + _model.KeptBytes) is StopReason reason)
        {
            _store.Settle(_crew);
            Save();
            return reason;
        }

        if (_disk is { IsSaveDue: true })
        {
            Save();
        }

        _budget.Report(elapsed => new CheckProgress(
            _store.Count, TransitionCount(), _depth, _waitingCount + _store.FoundCount, bytes, elapsed) { EstimatedStateCount = Estimate() });
        return null;
    }

    private void CountEntries() => _entriesPerState = _expandedCount == 0 ? _entriesPerState : Math.Max(0.5, (double)TransitionCount() / _expandedCount);

    private long TransitionCount()
    {
        long sum = 0;
        foreach (StateVisitor visitor in _visitors)
        {
            foreach (long count in visitor.Sink.TransitionCounts)
            {
                sum += count;
            }
        }

        return sum;
    }

    private long MemoryBytes()
    {
        _peakFrontierBytes = Math.Max(_peakFrontierBytes, _store.WaitingBytes);
        _peakDiskBytes = Math.Max(_peakDiskBytes, _store.DiskBytes);
        return _store.SizeBytes + _model.KeptBytes;
    }

    private List<int> PathTo(Finding finding)
    {
        List<int> path = _store.PathTo(finding.StateId);
        if (finding.StepOrdinal >= 0)
        {
            path.Add(finding.StepOrdinal);
        }

        return path;
    }

    private readonly record struct Failure(int RoundIndex, Exception Exception);
}
