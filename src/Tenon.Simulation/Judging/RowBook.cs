using System.Collections.Immutable;
using Tenon.Metastore;
using Tenon.Parquet;
using Tenon.Parquet.Memory;
using Tenon.Simulation.Worlds;
using Tenon.Storage;

namespace Tenon.Simulation.Judging;

/// <summary>What a reader finds in a published split. Immutable.</summary>
/// <param name="Id">The split's id.</param>
/// <param name="Index">The id of its index.</param>
/// <param name="Rows">The numbers of its rows.</param>
internal readonly record struct ReadSplit(string Id, string Index, ImmutableArray<int> Rows);

/// <summary>Knows which rows were brought, and looks where a reader looks: into the files of published splits. It knows nothing of merges.</summary>
internal sealed class RowBook(IMetastore metastore, IObjectStore store, ImmutableArray<OfferedFile> files)
{
    private readonly Dictionary<string, ImmutableArray<int>> _read = new(StringComparer.Ordinal);
    private readonly HashSet<string> _damaged = new(StringComparer.Ordinal);

    /// <summary>Objects whose rows are known from before they were damaged.</summary>
    public IReadOnlySet<string> Damaged => _damaged;

    /// <summary>Reads the rows of an object that is to be damaged.</summary>
    /// <returns>Whether it was intact.</returns>
    public bool Remember(ObjectKey key)
    {
        RowsOf(key.Path);
        return _damaged.Add(key.Path);
    }

    /// <summary>Looks at all published rows of one moment.</summary>
    /// <param name="isWaiting">Whether a file is still in its inbox: its rows may be published, all of them or none.</param>
    /// <param name="now">The moment.</param>
    /// <returns>What is wrong; nothing if each row is there once, but for those past their retention.</returns>
    public async Task<IReadOnlyList<string>> ProblemsAsync(Func<OfferedFile, bool> isWaiting, DateTimeOffset now)
    {
        var problems = new List<string>();
        var splits = new List<ReadSplit>();
        await foreach (SplitRecord split in metastore.ListSplitsAsync(new SplitQuery { States = [SplitState.Published] }, default))
        {
            try
            {
                splits.Add(new ReadSplit(split.Id.ToString(), split.Metadata.Index.Id, RowsOf(split.Location)));
            }
            catch (Exception e) when (e is StorageException or ParquetFormatException)
            {
                problems.Add($"published split {split.Id} cannot be read: {e.Message}");
            }
        }

        problems.AddRange(ProblemsOf(files, splits, isWaiting, now));
        return problems;
    }

    /// <summary>Compares what was brought with what is there.</summary>
    /// <param name="files">The files.</param>
    /// <param name="splits">The published splits.</param>
    /// <param name="isWaiting">As above.</param>
    /// <param name="now">As above.</param>
    public static IReadOnlyList<string> ProblemsOf(ImmutableArray<OfferedFile> files, IEnumerable<ReadSplit> splits, Func<OfferedFile, bool> isWaiting, DateTimeOffset now)
    {
        var problems = new List<string>();
        var seen = new Dictionary<int, string>();
        Dictionary<int, OfferedFile> fileOf = files.SelectMany(file => file.Rows.Select(row => (row, file))).ToDictionary(pair => pair.row, pair => pair.file);
        foreach (ReadSplit split in splits)
        {
            foreach (int row in split.Rows)
            {
                if (!fileOf.TryGetValue(row, out OfferedFile? file) || split.Index != file.Index)
                {
                    problems.Add($"row {row} of split {split.Id} was never brought to {split.Index}");
                }
                else if (!seen.TryAdd(row, split.Id))
                {
                    problems.Add($"row {row} is in split {seen[row]} and in split {split.Id}");
                }
            }
        }

        foreach (OfferedFile file in files)
        {
            int[] kept = [.. file.Rows.Where(row => !file.MayBeGone(row, now))];
            int found = kept.Count(seen.ContainsKey);
            if (found != kept.Length && !(found == 0 && isWaiting(file)))
            {
                problems.Add($"{found} of the {kept.Length} rows of {file.Index}/{file.Name} are published; missing: {string.Join(", ", kept.Where(row => !seen.ContainsKey(row)))}");
            }
        }

        return problems;
    }

    /// <summary>The rows of an object; one never changes, so each is read once.</summary>
    private ImmutableArray<int> RowsOf(string location)
    {
        using IObjectReader reader = store.OpenRead(ObjectKey.Parse(location));
        string key = $"{location} {reader.SizeBytes}";
        if (!_read.TryGetValue(key, out ImmutableArray<int> rows))
        {
            byte[] bytes = new byte[reader.SizeBytes];
            reader.Read(0, bytes);
            _read.Add(key, rows = RowsOf(bytes, location));
        }

        return rows;
    }

    private static ImmutableArray<int> RowsOf(byte[] bytes, string name)
    {
        using var pool = new BufferPool();
        using ParquetFile file = ParquetFile.Open(new MemoryRangeSource(bytes, name), pool);
        using var reader = new RecordReader(file, pool);
        int value = file.Schema.Root.Children.Select(child => child.Name).ToList().IndexOf("value");
        var rows = ImmutableArray.CreateBuilder<int>();
        while (reader.Read() is object?[] fields)
        {
            rows.Add((int)(double)fields[value]!); // Each point has one.
        }

        return rows.ToImmutable();
    }
}
