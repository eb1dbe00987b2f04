namespace Tenon.Checking.Search;

/// <summary>All states found so far, in 64 partitions by fingerprint, with links that lead back to the initial states.</summary>
internal sealed class VisitedSet : IDisposable
{
    private readonly VisitedPartition[] _partitions = new VisitedPartition[Link.PartitionCount];

    public VisitedSet(StateIdentity identity)
    {
        for (int i = 0; i < _partitions.Length; i++)
        {
            _partitions[i] = new VisitedPartition(identity, (double)i / _partitions.Length);
        }
    }

    public VisitedPartition this[int partition] => _partitions[partition];

    public long Count => _partitions.Sum(partition => partition.Count);

    public long SizeBytes => _partitions.Sum(partition => partition.SizeBytes);

    /// <summary>Adds a state with its link unless it is there.</summary>
    /// <returns>The id of the state, or -1 if it was there.</returns>
    public long TryAdd(ulong fingerprint, ReadOnlySpan<ulong> state, ulong link)
    {
        int number = (int)(fingerprint & (Link.PartitionCount - 1));
        VisitedPartition partition = _partitions[number];
        if (!partition.TryAdd(fingerprint, state))
        {
            return -1;
        }

        partition.AddLink(link);
        return Link.StateId(number, partition.Count - 1);
    }

    /// <summary>How a state was first reached: which initial state, then which successor at each step.</summary>
    public List<int> PathTo(long stateId) => Link.PathTo(stateId, id => _partitions[Link.Partition(id)].Link(Link.Index(id)));

    public void Dispose()
    {
        foreach (VisitedPartition partition in _partitions)
        {
            partition.Dispose();
        }
    }
}
