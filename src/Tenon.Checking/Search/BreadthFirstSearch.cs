using System.Runtime.CompilerServices;

namespace Tenon.Checking.Search;

/// <summary>Breadth-first search, layer by layer, whose results do not depend on the number of workers.</summary>
/// <remarks>
/// <para>
/// A layer is worked off in rounds of some thousands of states; a round has two halves with all workers waiting for each other between them.
/// 1. Expand: workers take blocks of states and put the successors, as entries, into their own bins, one for each partition of the visited set.
/// 2. Insert: workers take partitions. The entries of a partition, from all workers, are gone through in the order of the states they come
///    from; those not yet visited are added to the partition, its links and its part of the next layer.
/// </para>
/// <para>
/// No word is written by two workers in the same half, so nothing is locked and no atomic instruction is needed but to hand out blocks and
/// partitions. Which of several parents a state gets is decided by the order of entries, and not by who was first. Entries wait in bins, so
/// the lines of the table they will need are fetched ahead.
/// </para>
/// </remarks>
internal sealed class BreadthFirstSearch : IDisposable
{
    /// <summary>How many entries a round aims at: enough to make waiting for each other rare, few enough to stay in the cache.</summary>
    private const int EntriesPerRound = 1 << 16;

    private const int MaximumRoundStates = 1 << 15;

    /// <summary>How many entries ahead lines of the table are fetched: several memory accesses in flight, well within what a core can track.</summary>
    private const int PrefetchDistance = 12;

    private readonly PackedModel _model;
    private readonly CheckOptions _options;
    private readonly PropertyList _properties;
    private readonly Budget _budget;
    private readonly VisitedSet _visited;
    private readonly Frontier[] _frontiers = new Frontier[Link.PartitionCount];
    private readonly WorkerCrew _crew;
    private readonly StateVisitor[] _visitors;
    private readonly Failure?[] _failures;
    private long[] _roundStateIds = []; // Grows, like the other: most models that tests check are small, and would spend their time on clearing it.
    private readonly List<RoundBlock> _round = [];
    private bool[] _isPartial = [];
    private VisitedSet? _deeper;
    private int _nextBlock;
    private int _nextPartition;
    private bool _isExpanding;
    private bool _isCompleting;
    private long _reducedCount;
    private double _entriesPerState = 4;
    private long _expandedCount;
    private long _waitingCount;
    private long _peakFrontierBytes;

    public BreadthFirstSearch(PackedModel model, CheckOptions options, PropertyList properties, Budget budget)
    {
        (_model, _options, _properties, _budget) = (model, options, properties, budget);
        _visited = new VisitedSet(options.Identity);
        for (int i = 0; i < _frontiers.Length; i++)
        {
            _frontiers[i] = new Frontier();
        }

        _crew = new WorkerCrew(options.WorkerCount);
        _visitors = new StateVisitor[options.WorkerCount];
        _failures = new Failure?[options.WorkerCount];
        for (int i = 0; i < _visitors.Length; i++)
        {
            _visitors[i] = new StateVisitor(model, properties, new SuccessorSink(model.MaximumActionCount, Link.PartitionCount));
        }
    }

    public SearchOutcome Run()
    {
        long initialCount = AddInitialStates();
        int depth = 0;
        int completeDepth = -1;
        StopReason? stop = null;
        _options.Profile?.Begin();
        while (stop is null)
        {
            _isExpanding = _options.MaximumDepth is not int maximum || depth < maximum;
            BeginLayer();
            foreach (StateVisitor visitor in _visitors)
            {
                visitor.Model.AtDepth(depth);
            }

            List<FrontierBlock> layer = [.. _frontiers.SelectMany(frontier => frontier.Take())];
            stop = WorkOff(layer, depth);
            completeDepth = _waitingCount == 0 ? depth : depth - 1;
            if (stop is null && !_isExpanding)
            {
                stop = StopReason.DepthBound;
            }

            if (stop is null && !_frontiers.Any(frontier => frontier.HasStates))
            {
                stop = StopReason.Exhausted;
            }
            else if (_frontiers.Any(frontier => frontier.HasStates))
            {
                depth++;
            }
        }

        return new SearchOutcome
        {
            StopReason = stop.Value,
            StateCount = _visited.Count,
            InitialStateCount = initialCount,
            Depth = depth,
            CompleteDepth = completeDepth,
            WaitingCount = _visited.Count - _expandedCount,
            LongestState = _visitors.Max(visitor => visitor.Sink.LongestState),
            VisitedBytes = _visited.SizeBytes,
            FrontierBytes = _peakFrontierBytes,
            ModelBytes = _model.KeptBytes,
            Sinks = [.. _visitors.Select(visitor => visitor.Sink)],
            Deadlocks = _visitors.Aggregate(default(DeadlockDigest), (sum, visitor) => sum + visitor.Deadlocks),
            ReducedStateCount = _reducedCount,
            Paths = [.. _properties.Found.Select(finding => finding is Finding found ? PathTo(found) : null)],
        };
    }

    public void Dispose()
    {
        _crew.Dispose();
        _visited.Dispose();
        _deeper?.Dispose();
    }

    private long AddInitialStates()
    {
        SuccessorSink sink = _visitors[0].Sink;
        _visitors[0].AddInitialStates();
        for (int partition = 0; partition < Link.PartitionCount; partition++)
        {
            ReadOnlySpan<ulong> entries = sink.Entries(partition);
            for (int i = 0; i < entries.Length;)
            {
                int words = Origin.Words(entries[i + 1]);
                ReadOnlySpan<ulong> state = entries.Slice(i + Origin.HeaderWords, words);
                long id = _visited.TryAdd(entries[i], state, Link.Initial(Origin.InitialOrdinal(entries[i + 1])));
                if (id >= 0)
                {
                    _frontiers[partition].Append(id, state);
                }

                i += Origin.HeaderWords + words;
            }
        }

        sink.Clear();
        return _visited.Count;
    }

    // What is found from here on lies one layer deeper.
    private void BeginLayer()
    {
        if (_options.PartialOrder)
        {
            _deeper?.Dispose();
            _deeper = new VisitedSet(_options.Identity);
        }
    }

    private void ExpandAndInsert()
    {
        SearchProfile? profile = _options.Profile;
        _nextBlock = 0;
        _crew.Run(Expand);
        profile?.Lap(SearchProfile.Phase.Expansion);
        ThrowFailure();
        StateVisitor.Merge(_visitors, _properties);
        profile?.RepeatExpansion(_visitors[0], _round.Select(block => block.States), _frontiers);
        _nextPartition = 0;
        _crew.Run(Insert);
        profile?.Lap(SearchProfile.Phase.Insertion);
        profile?.RepeatFrontier(_frontiers);
    }

    // States that were expanded in part, and from which no step led deeper, are expanded in full: steps cannot be left out for ever along a
    // cycle. Whether a step leads deeper depends on the layers alone, and so neither on rounds nor on workers.
    private void CompleteRound()
    {
        RoundBlock last = _round[^1];
        int states = last.FirstRoundIndex + last.States.StateCount;
        foreach (StateVisitor visitor in _visitors)
        {
            visitor.Sink.Clear();
        }

        if (_isPartial.AsSpan(0, states).Contains(true))
        {
            _reducedCount -= _isPartial.AsSpan(0, states).Count(true);
            _isCompleting = true;
            ExpandAndInsert();
            _isCompleting = false;
        }
    }

    private StopReason? WorkOff(List<FrontierBlock> layer, int depth)
    {
        SearchProfile? profile = _options.Profile;
        _waitingCount = layer.Sum(block => (long)block.StateCount);
        for (int next = 0; next < layer.Count;)
        {
            next = FillRound(layer, next);
            profile?.Lap(SearchProfile.Phase.Frontier);
            ExpandAndInsert();
            if (_options.PartialOrder)
            {
                CompleteRound();
            }

            _waitingCount -= FinishRound();
            profile?.Lap(SearchProfile.Phase.Frontier);

            if (_properties.HasViolation && !_options.ContinueAfterViolation)
            {
                return StopReason.Violation;
            }

            long bytes = MemoryBytes();
            bool isLast = next == layer.Count && !_frontiers.Any(frontier => frontier.HasStates);
            if (!isLast && _budget.Check(_visited.Count, bytes) is StopReason reason)
            {
                return reason;
            }

            long left = _waitingCount;
            _budget.Report(elapsed => new CheckProgress(
                _visited.Count, TransitionCount(), depth, left + _frontiers.Sum(frontier => frontier.StateCount), bytes, elapsed));
        }

        return null;
    }

    // A round ends where enough entries are to be expected; that is computed from what was counted so far, which is the same for any workers.
    private int FillRound(List<FrontierBlock> layer, int next)
    {
        _round.Clear();
        int states = 0;
        int wanted = (int)Math.Clamp(EntriesPerRound / _entriesPerState, 1, MaximumRoundStates);
        do
        {
            FrontierBlock block = layer[next];
            if (states + block.StateCount > _roundStateIds.Length)
            {
                Array.Resize(ref _roundStateIds, Math.Min(Origin.MaximumRoundStates, 2 * (states + block.StateCount)));
                Array.Resize(ref _isPartial, _options.PartialOrder ? _roundStateIds.Length : 0);
            }

            _round.Add(new RoundBlock(block, states));
            for (int i = 0; i < block.StateCount; i++)
            {
                _roundStateIds[states++] = block.FirstId + ((long)i << Link.PartitionBits);
            }

            next++;
        }
        while (next < layer.Count && states + layer[next].StateCount <= wanted);
        return next;
    }

    private void Expand(int worker)
    {
        StateVisitor visitor = _visitors[worker];
        while (Interlocked.Increment(ref _nextBlock) - 1 is int number && number < _round.Count)
        {
            RoundBlock block = _round[number];
            block.Begin(worker, visitor.Sink);
            ReadOnlySpan<ulong> words = block.States.Words.AsSpan(0, block.States.UsedWords);
            int roundIndex = block.FirstRoundIndex;
            try
            {
                while (words.Length > 0)
                {
                    int length = (int)words[0];
                    Visit(visitor, words.Slice(1, length), roundIndex);
                    words = words[(length + 1)..];
                    roundIndex++;
                }
            }
#pragma warning disable CA1031 // Whatever the model throws is thrown on, with the state it threw in.
            catch (Exception e)
            {
                _failures[worker] = new Failure(roundIndex, e);
                return;
            }
#pragma warning restore CA1031
            block.End(visitor.Sink);
        }
    }

    private void Visit(StateVisitor visitor, ReadOnlySpan<ulong> state, int roundIndex)
    {
        if (!_isCompleting)
        {
            visitor.Visit(state, _roundStateIds[roundIndex], roundIndex, _isExpanding);
            if (_options.PartialOrder)
            {
                _isPartial[roundIndex] = _isExpanding && visitor.Sink.LeftOutCount > 0;
                _ = _isPartial[roundIndex] ? Interlocked.Increment(ref _reducedCount) : 0;
            }
        }
        else if (_isPartial[roundIndex])
        {
            visitor.VisitRest(state, roundIndex);
        }
    }

    private void Insert(int worker)
    {
        while (Interlocked.Increment(ref _nextPartition) - 1 is int partition && partition < Link.PartitionCount)
        {
            for (int i = 0; i < _round.Count;)
            {
                // Blocks that one worker did one after the other lie one after the other in its bin.
                RoundBlock first = _round[i];
                int end = first.EndOf(partition);
                for (i++; i < _round.Count && _round[i].Worker == first.Worker; i++)
                {
                    end = _round[i].EndOf(partition);
                }

                Insert(partition, _visitors[first.Worker].Sink.Entries(partition)[first.StartOf(partition)..end]);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Insert(int number, ReadOnlySpan<ulong> entries)
    {
        VisitedPartition partition = _visited[number];
        Frontier frontier = _frontiers[number];
        int ahead = 0;
        for (int i = 0; i < PrefetchDistance && ahead < entries.Length; i++)
        {
            partition.Prefetch(entries[ahead]);
            ahead += Origin.HeaderWords + Origin.Words(entries[ahead + 1]);
        }

        for (int i = 0; i < entries.Length;)
        {
            if (ahead < entries.Length)
            {
                partition.Prefetch(entries[ahead]);
                ahead += Origin.HeaderWords + Origin.Words(entries[ahead + 1]);
            }

            ulong origin = entries[i + 1];
            int words = Origin.Words(origin);
            ReadOnlySpan<ulong> state = entries.Slice(i + Origin.HeaderWords, words);
            if (partition.TryAdd(entries[i], state))
            {
                partition.AddLink(Link.ToParent(_roundStateIds[Origin.RoundIndex(origin)], Origin.Ordinal(origin)));
                frontier.Append(Link.StateId(number, partition.Count - 1), state);
                _ = _deeper?[number].TryAdd(entries[i], state);
            }

            // Several workers may write here; all of them write the same.
            if (_deeper is not null && _deeper[number].Contains(entries[i], state))
            {
                _isPartial[Origin.RoundIndex(origin)] = false;
            }

            i += Origin.HeaderWords + words;
        }
    }

    private long FinishRound()
    {
        long states = 0;
        foreach (RoundBlock block in _round)
        {
            states += block.States.StateCount;
            _frontiers[Link.Partition(block.States.FirstId)].Return(block.States);
        }

        foreach (StateVisitor visitor in _visitors)
        {
            visitor.Sink.Clear();
        }

        if (_isExpanding)
        {
            _expandedCount += states;
            _entriesPerState = Math.Max(0.5, (double)TransitionCount() / _expandedCount);
        }

        return states;
    }

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
        long frontier = _frontiers.Sum(each => each.SizeBytes);
        _peakFrontierBytes = Math.Max(_peakFrontierBytes, frontier);
        return _visited.SizeBytes + frontier + (_deeper?.SizeBytes ?? 0) + _model.KeptBytes;
    }

    private List<int> PathTo(Finding finding)
    {
        List<int> path = _visited.PathTo(finding.StateId);
        if (finding.StepOrdinal >= 0)
        {
            path.Add(finding.StepOrdinal);
        }

        return path;
    }

    private void ThrowFailure()
    {
        Failure? first = null;
        foreach (Failure? failure in _failures)
        {
            if (failure is Failure each && (first is null || each.RoundIndex < first.Value.RoundIndex))
            {
                first = each;
            }
        }

        if (first is Failure found)
        {
            throw ModelFailure.Of(_model.WithAllSteps(), _visited.PathTo(_roundStateIds[found.RoundIndex]), found.Exception);
        }
    }

    private readonly record struct Failure(int RoundIndex, Exception Exception);

    /// <summary>A block of the round, who expanded it, and where in that worker's bins its entries begin and end.</summary>
    private sealed class RoundBlock(FrontierBlock states, int firstRoundIndex)
    {
        private readonly int[] _starts = new int[Link.PartitionCount];
        private readonly int[] _ends = new int[Link.PartitionCount];

        public FrontierBlock States => states;

        public int FirstRoundIndex => firstRoundIndex;

        public int Worker { get; private set; }

        public int StartOf(int partition) => _starts[partition];

        public int EndOf(int partition) => _ends[partition];

        public void Begin(int worker, SuccessorSink sink)
        {
            Worker = worker;
            Note(sink, _starts);
        }

        public void End(SuccessorSink sink) => Note(sink, _ends);

        private static void Note(SuccessorSink sink, int[] places)
        {
            for (int i = 0; i < places.Length; i++)
            {
                places[i] = sink.UsedWords(i);
            }
        }
    }
}
