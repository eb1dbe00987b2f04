using System.Diagnostics.CodeAnalysis;
using Tenon.Metastore;
using Tenon.Splits;

namespace Tenon.Simulation.Stores;

/// <summary>What all processes that have one <see cref="MemoryMetastore"/> open share. Who holds <see cref="Gate"/> uses it.</summary>
/// <remarks>What is walked is in order of ids. Dictionaries are only looked up: the order of their hashes differs from process to process.</remarks>
internal sealed class MemoryTables
{
    private readonly Dictionary<SplitId, MemorySplit> _splits = [];
    private readonly Dictionary<string, List<MemorySplit>> _paths = new(StringComparer.Ordinal);
    private readonly Dictionary<OperationId, MemoryOperation> _operations = [];
    private readonly Dictionary<string, MemoryOperation> _tokens = new(StringComparer.Ordinal);
    private long _lastNumber;

    public Lock Gate { get; } = new();

    public Dictionary<string, LeaseRecord> Leases { get; } = new(StringComparer.Ordinal);

    public SortedList<IndexUid, MemoryIndex> Indexes { get; } = [];

    public MemorySplit? FindSplit(SplitId id) => _splits.GetValueOrDefault(id);

    /// <summary>All splits of a path; at most one of them is not retired.</summary>
    public IReadOnlyList<MemorySplit> FindPath(string path) => _paths.TryGetValue(path, out List<MemorySplit>? found) ? found : [];

    public MemoryOperation? FindOperation(OperationId id) => _operations.GetValueOrDefault(id);

    /// <summary>The operation that is planned or published with a token.</summary>
    public MemoryOperation? FindToken(string token) => _tokens.GetValueOrDefault(token);

    public MemorySplit? FindLivePath(string path)
    {
        foreach (MemorySplit split in FindPath(path))
        {
            if (split.Record.State != SplitState.Retired)
            {
                return split;
            }
        }

        return null;
    }

    /// <summary>The splits of an operation's inputs that are not forgotten, in merge order.</summary>
    public List<MemorySplit> InputsOf(MemoryOperation operation)
    {
        var found = new List<MemorySplit>(operation.Plan.Inputs.Length);
        foreach (PlannedInput input in operation.Plan.Inputs)
        {
            if (FindSplit(input.Id) is MemorySplit split)
            {
                found.Add(split);
            }
        }

        return found;
    }

    /// <summary>The splits an operation has claimed.</summary>
    public List<MemorySplit> ClaimedBy(MemoryOperation operation)
    {
        List<MemorySplit> inputs = InputsOf(operation);
        inputs.RemoveAll(split => split.Record.ClaimedBy != operation.Id);
        return inputs;
    }

    /// <summary>The splits an operation staged or published that are not forgotten, in order.</summary>
    public List<MemorySplit> OutputsOf(MemoryOperation operation)
    {
        var found = new List<MemorySplit>(operation.Outputs.Count);
        foreach (SplitId id in operation.Outputs)
        {
            if (FindSplit(id) is MemorySplit split)
            {
                found.Add(split);
            }
        }

        return found;
    }

    /// <summary>Adds a split whose id, and whose path if it is not retired, are free.</summary>
    public void Add(MemoryIndex index, SplitRecord record)
    {
        var split = new MemorySplit(index, record, index.Shared(record.Metadata.Scope), ++_lastNumber);
        _splits.Add(record.Id, split);
        index.Splits.Add(record.Id, split);
        if (!_paths.TryGetValue(record.Path, out List<MemorySplit>? others))
        {
            _paths.Add(record.Path, others = new List<MemorySplit>(1));
        }

        others.Add(split);
    }

    public void Remove(MemorySplit split)
    {
        _splits.Remove(split.Record.Id);
        split.Index.Splits.Remove(split.Record.Id);
        List<MemorySplit> others = _paths[split.Record.Path];
        others.Remove(split);
        if (others.Count == 0)
        {
            _paths.Remove(split.Record.Path);
        }
    }

    public void Add(MemoryOperation operation)
    {
        _operations.Add(operation.Id, operation);
        _tokens.Add(operation.Plan.Token, operation);
        operation.Index.Operations.Add(operation.Id, operation);
    }

    public void Remove(MemoryOperation operation)
    {
        ReleaseToken(operation);
        _operations.Remove(operation.Id);
        operation.Index.Operations.Remove(operation.Id);
    }

    /// <summary>Lets another operation have a token.</summary>
    public void ReleaseToken(MemoryOperation operation)
    {
        if (FindToken(operation.Plan.Token) == operation)
        {
            _tokens.Remove(operation.Plan.Token);
        }
    }

    public bool TryFindIndex(IndexUid uid, [NotNullWhen(true)] out MemoryIndex? index) => Indexes.TryGetValue(uid, out index);

    /// <summary>Forgets indexes that are being deleted and have no splits left, and all that is theirs.</summary>
    public void ForgetEmptyIndexes()
    {
        for (int i = Indexes.Count - 1; i >= 0; i--)
        {
            MemoryIndex index = Indexes.GetValueAtIndex(i);
            if (!index.IsLive && index.Splits.Count == 0)
            {
                foreach (MemoryOperation operation in index.Operations.Values.ToArray())
                {
                    Remove(operation);
                }

                Indexes.RemoveAt(i);
            }
        }
    }
}
