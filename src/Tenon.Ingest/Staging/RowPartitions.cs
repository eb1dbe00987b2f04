using System.Text;
using Tenon.Ingest.Rows;
using Tenon.Splits.Indexes;
using Tenon.Splits.Keys;

namespace Tenon.Ingest.Staging;

/// <summary>Says to which partition the rows of a file belong. Partitions are opened as rows come; rows of those that would be too many go to the one for
/// overflow, while rows of open ones keep going there. Not thread-safe.</summary>
internal sealed class RowPartitions(IndexConfig config, string file)
{
    private readonly (string Name, byte[] Utf8)[] _key = [.. config.PartitionKey.Select(name => (name, Encoding.UTF8.GetBytes(name)))];
    private readonly HashSet<ulong> _open = [];

    public ulong Of(RowBlock rows, int row)
    {
        if (_key.Length == 0)
        {
            return PartitionRouting.DefaultId;
        }

        var routing = new PartitionRouting();
        foreach ((string name, byte[] utf8) in _key)
        {
            RowColumn? column = rows.Find(name);
            if (column?.Shape.IsFlat == false)
            {
                throw new IngestException($"{file}, column '{name}': a list or a group; a column of single values is expected in a partition key");
            }

            if (column?.Values.IsPresent(row) == true)
            {
                routing.Add(utf8, column.Values.BytesAt(row));
            }
        }

        ulong id = routing.Finish();
        return _open.Contains(id) || (_open.Count < config.MaxPartitions && _open.Add(id)) ? id : PartitionRouting.OverflowId;
    }
}
