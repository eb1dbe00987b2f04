using Tenon.Metastore;
using Tenon.Metastore.Contract;
using Tenon.Simulation.Stores;

namespace Tenon.Simulation.Tests.Stores;

/// <summary>The simulated metastore under the contract of that which ships: a simulation in which it did more than the real one would prove nothing.</summary>
public sealed class MemoryStore : IStoreUnderTest
{
    private Func<TimeProvider, IMetastore>? _openAgain;

    public IMetastore Open(TimeProvider clock)
    {
        if (_openAgain is not null)
        {
            return _openAgain(clock);
        }

        var first = new MemoryMetastore(clock);
        _openAgain = first.OpenAgain;
        return first;
    }

    public void Remove()
    {
        // It goes with its object.
    }
}

public sealed class MemoryGeneratedTests : GeneratedContract<MemoryStore>;

public sealed class MemoryMergeTests : MergeContract<MemoryStore>;

public sealed class MemoryIngestTests : IngestContract<MemoryStore>;

public sealed class MemoryLeaseTests : LeaseContract<MemoryStore>;

public sealed class MemoryIndexTests : IndexContract<MemoryStore>;

public sealed class MemoryListingTests : ListingContract<MemoryStore>;

public sealed class MemoryQuarantineTests : QuarantineContract<MemoryStore>;

public sealed class MemoryCollectionTests : CollectionContract<MemoryStore>;

public sealed class MemoryRaceTests : RaceContract<MemoryStore>;
