using System.Text;
using Tenon.Metastore;
using Tenon.Splits;
using Tenon.Splits.Indexes;

namespace Tenon.Pipeline.Homes;

/// <summary>An index of a data home, with its definition. Immutable.</summary>
/// <param name="Record">What the metastore knows of it.</param>
/// <param name="Config">Its definition.</param>
public sealed record HomeIndex(IndexRecord Record, IndexConfig Config)
{
    /// <summary>Its id and incarnation.</summary>
    public IndexUid Uid => Record.Uid;

    /// <summary>Reads the definition of an index.</summary>
    /// <param name="record">What the metastore knows of it.</param>
    /// <returns>Both.</returns>
    /// <exception cref="MetastoreException">The definition is damaged.</exception>
    public static HomeIndex Of(IndexRecord record)
    {
        ArgumentNullException.ThrowIfNull(record);
        try
        {
            return new HomeIndex(record, IndexConfigJson.Read(Encoding.UTF8.GetBytes(record.Configuration)));
        }
        catch (FormatException e)
        {
            throw new MetastoreException(MetastoreError.Damaged, $"index {record.Uid}: {e.Message}", e);
        }
    }
}
