using System.Collections.Immutable;

namespace Tenon.Models.Data;

/// <summary>A point of <see cref="DataModel"/>. Two points are the same to a reader if metric, tags and timestamp are.</summary>
/// <param name="Request">The request that brought it, from 1; each brings one.</param>
/// <param name="Metric">Its metric.</param>
/// <param name="Tags">Its set of tags.</param>
/// <param name="Timestamp">When it happened.</param>
/// <param name="SeriesId">The id of its series, as computed when it was ingested.</param>
public sealed record DataPoint(int Request, int Metric, int Tags, int Timestamp, int SeriesId);

/// <summary>A stored split.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Rows">Its points, in their order; one that is there twice is there twice.</param>
public sealed record DataSplit(int Id, ImmutableArray<DataPoint> Rows);

/// <summary>A state of <see cref="DataModel"/>.</summary>
/// <param name="Hash">By set of tags, the id of its series. It never changes.</param>
/// <param name="Pending">By node, the points that are not stored yet, as they came.</param>
/// <param name="Splits">What is stored, by id.</param>
/// <param name="Ingested">Every point as it was ingested, by request. For proofs.</param>
/// <param name="NextSplit">The next id of a split.</param>
public sealed record DataState(
    ImmutableArray<int> Hash, ImmutableArray<ImmutableArray<DataPoint>> Pending, ImmutableArray<DataSplit> Splits, ImmutableArray<DataPoint> Ingested, int NextSplit);

/// <summary>What happens in <see cref="DataModel"/>; each is named as in specs/data/DataModel.tla.</summary>
public abstract record DataAction
{
    private DataAction()
    {
    }

    /// <summary>A node takes a point.</summary>
    /// <param name="Node">The node.</param>
    /// <param name="Point">The point.</param>
    public sealed record IngestPoint(int Node, DataPoint Point) : DataAction;

    /// <summary>What waits at a node becomes a split.</summary>
    /// <param name="Node">The node.</param>
    public sealed record FlushSplit(int Node) : DataAction;

    /// <summary>Splits become one.</summary>
    /// <param name="Inputs">Which, by id, as text.</param>
    public sealed record CompactSplits(string Inputs) : DataAction;
}
