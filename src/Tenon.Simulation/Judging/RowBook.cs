using System.Collections.Immutable;
using Tenon.Metastore;
using Tenon.Parquet;
using Tenon.Parquet.Memory;
using Tenon.Simulation.Worlds;
using Tenon.Storage;

namespace Tenon.Simulation.Judging;

/// <summary>Knows which rows were brought, and looks where a reader looks: into the files of published splits. It knows nothing of merges.</summary>
internal sealed class RowBook(IMetastore metastore, IObjectStore store, ImmutableArray<OfferedFile> files)
{
    private readonly Dictionary<string, ImmutableArray<int>> _read = new(StringComparer.Ordinal);
    private readonly Dictionary<int, OfferedFile> _fileOf = files.SelectMany(file => file.Rows.Select(row => (row, file))).ToDictionary(pair => pair.row, pair => pair.file);

    /// <summary>Looks at all published rows of one moment.</summary>
    /// <param name="isWaiting">Whether a file is still in its inbox: its rows may be published, all of them or none.</param>
    /// <returns>What is wrong; nothing if each row is there once.</returns>
    public async Task<IReadOnlyList<string>> ProblemsAsync(Func<OfferedFile, bool> isWaiting)
    {
        var problems = new List<string>();
        var seen = new Dictionary<int, string>();
        await foreach (SplitRecord split in metastore.ListSplitsAsync(new SplitQuery { States = [SplitState.Published] }, default))
        {
            ImmutableArray<int> rows;
            try
            {
                rows = RowsOf(split);
            }
            catch (Exception e) when (e is StorageException or ParquetFormatException)
            {
                problems.Add($"published split {split.Id} cannot be read: {e.Message}");
                continue;
            }

            foreach (int row in rows)
            {
                if (!_fileOf.TryGetValue(row, out OfferedFile? file) || split.Metadata.Index.Id != file.Index)
                {
                    problems.Add($"row {row} of split {split.Id} was never brought to {split.Metadata.Index.Id}");
                }
                else if (!seen.TryAdd(row, split.Id.ToString()))
                {
                    problems.Add($"row {row} is in split {seen[row]} and in split {split.Id}");
                }
            }
        }

        foreach (OfferedFile file in files)
        {
            int found = file.Rows.Count(seen.ContainsKey);
            if (found != file.Times.Length && !(found == 0 && isWaiting(file)))
            {
                problems.Add($"{found} of the {file.Times.Length} rows of {file.Index}/{file.Name} are published; missing: {string.Join(", ", file.Rows.Where(row => !seen.ContainsKey(row)))}");
            }
        }

        return problems;
    }

    /// <summary>The rows of a split; a file never changes, so each is read once.</summary>
    private ImmutableArray<int> RowsOf(SplitRecord split)
    {
        using IObjectReader reader = store.OpenRead(ObjectKey.Parse(split.Location));
        string key = $"{split.Location} {reader.SizeBytes}";
        if (!_read.TryGetValue(key, out ImmutableArray<int> rows))
        {
            byte[] bytes = new byte[reader.SizeBytes];
            reader.Read(0, bytes);
            _read.Add(key, rows = RowsOf(bytes, split.Location));
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
