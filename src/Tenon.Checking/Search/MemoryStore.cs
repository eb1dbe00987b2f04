using System.Runtime.CompilerServices;

namespace Tenon.Checking.Search;

/// <summary>Everything in memory.</summary>
internal sealed class MemoryStore : StateStore
{
    /// <summary>How many entries ahead lines of the table are fetched: several memory accesses in flight, well within what a core can track.</summary>
    private const int PrefetchDistance = 12;

    private readonly StateIdentity _identity;
    private readonly bool _tellsDeeper;
    private readonly VisitedSet _visited;
    private List<FrontierBlock> _layer = [];
    private int _next;
    private VisitedSet? _deeper;

    /// <param name="identity">How states are told apart.</param>
    /// <param name="tellsDeeper">Whether it matters which states lie in the next layer.</param>
    public MemoryStore(StateIdentity identity, bool tellsDeeper)
    {
        (_identity, _tellsDeeper) = (identity, tellsDeeper);
        _visited = new VisitedSet(identity);
        for (int i = 0; i < Frontiers.Length; i++)
        {
            Frontiers[i] = new Frontier();
        }
    }

    /// <summary>What was found and waits for the next layer, by partition.</summary>
    public Frontier[] Frontiers { get; } = new Frontier[Link.PartitionCount];

    public override long Count => _visited.Count;

    public override long LayerCount => _layer.Sum(block => (long)block.StateCount);

    public override long FoundCount => Frontiers.Sum(frontier => frontier.StateCount);

    public override long SizeBytes => _visited.SizeBytes + WaitingBytes + (_deeper?.SizeBytes ?? 0);

    public override long VisitedBytes => _visited.SizeBytes;

    public override long WaitingBytes => Frontiers.Sum(frontier => frontier.SizeBytes);

    public override FrontierBlock? Peek() => _next < _layer.Count ? _layer[_next] : null;

    public override FrontierBlock Take() => _layer[_next++];

    public override void Return(FrontierBlock block) => Frontiers[Link.Partition(block.FirstId)].Return(block);

    public override void BeginLayer()
    {
        _layer = [.. Frontiers.SelectMany(frontier => frontier.Take())];
        _next = 0;
        if (_tellsDeeper)
        {
            // What is found from here on lies one layer deeper.
            _deeper?.Dispose();
            _deeper = new VisitedSet(_identity);
        }
    }

    public override void AddInitial(int partition, ReadOnlySpan<ulong> entries)
    {
        for (int i = 0; i < entries.Length;)
        {
            int words = Origin.Words(entries[i + 1]);
            ReadOnlySpan<ulong> state = entries.Slice(i + Origin.HeaderWords, words);
            long id = _visited.TryAdd(entries[i], state, Link.Initial(Origin.InitialOrdinal(entries[i + 1])));
            if (id >= 0)
            {
                Frontiers[partition].Append(id, state);
            }

            i += Origin.HeaderWords + words;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Insert(int partition, ReadOnlySpan<ulong> entries, long[] roundStateIds, bool[] isPartial)
    {
        VisitedPartition visited = _visited[partition];
        Frontier frontier = Frontiers[partition];
        VisitedPartition? deeper = _deeper?[partition];
        int ahead = 0;
        for (int i = 0; i < PrefetchDistance && ahead < entries.Length; i++)
        {
            visited.Prefetch(entries[ahead]);
            ahead += Origin.HeaderWords + Origin.Words(entries[ahead + 1]);
        }

        for (int i = 0; i < entries.Length;)
        {
            if (ahead < entries.Length)
            {
                visited.Prefetch(entries[ahead]);
                ahead += Origin.HeaderWords + Origin.Words(entries[ahead + 1]);
            }

            ulong origin = entries[i + 1];
            int words = Origin.Words(origin);
            ReadOnlySpan<ulong> state = entries.Slice(i + Origin.HeaderWords, words);
            if (visited.TryAdd(entries[i], state))
            {
                visited.AddLink(Link.ToParent(roundStateIds[Origin.RoundIndex(origin)], Origin.Ordinal(origin)));
                frontier.Append(Link.StateId(partition, visited.Count - 1), state);
                _ = deeper?.TryAdd(entries[i], state);
            }

            // Several workers may write here; all of them write the same.
            if (deeper is not null && deeper.Contains(entries[i], state))
            {
                isPartial[Origin.RoundIndex(origin)] = false;
            }

            i += Origin.HeaderWords + words;
        }
    }

    public override void Dispose()
    {
        _visited.Dispose();
        _deeper?.Dispose();
    }

    protected override ulong LinkOf(long stateId) => _visited[Link.Partition(stateId)].Link(Link.Index(stateId));
}
