using System.Collections.Immutable;
using System.Text;
using Tenon.Invariants;
using Tenon.Parquet;
using Tenon.Parquet.Memory;
using Tenon.Parquet.Metadata;
using Tenon.Parquet.Schema;
using Tenon.Parquet.Writing;
using Tenon.Splits;
using Tenon.Splits.Indexes;
using Tenon.Splits.Keys;
using Tenon.Splits.Metadata;
using Tenon.Splits.Zonemaps;
using SortKey = Tenon.Splits.SortKey;

namespace Tenon.Merging.Facts;

/// <summary>What a split's record and file say of its rows: found in the rows of the finished file, written into it, held against it. The same for
/// what was ingested and what was merged.</summary>
/// <remarks>
/// <code>
/// finished file --Read--> facts --> record --Stamp--> entries in the footer --Check--> the three copies agree
/// </code>
/// Nothing is taken over from inputs: what is true of them need not be true of an output. All columns that something is said of are read
/// again, so a fact is one of the bytes that readers will find.
/// </remarks>
public static class SplitFileFacts
{
    /// <summary>Entries of these vocabularies are Tenon's to write.</summary>
    private static readonly string[] OwnPrefixes = [SplitFileEntries.Prefix(SplitKind.Metrics), SplitFileEntries.Prefix(SplitKind.Table)];

    /// <summary>Finds out what is in the rows of a file.</summary>
    /// <param name="file">The file.</param>
    /// <param name="sizeBytes">Its bytes.</param>
    /// <param name="config">The definition of its index.</param>
    /// <param name="pool">Where memory comes from.</param>
    /// <returns>The facts; the digest is for the caller to add. The prefix length is that of the index, and was found to hold.</returns>
    /// <exception cref="ContentMismatchException">The row groups are not aligned as the index says (PA-1, PA-3), or a row has an impossible time.</exception>
    /// <exception cref="ParquetFormatException">The file is damaged.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static SplitFacts Read(ParquetFile file, long sizeBytes, IndexConfig config, BufferPool pool)
    {
        ArgumentNullException.ThrowIfNull(file);
        ArgumentNullException.ThrowIfNull(config);
        ArgumentNullException.ThrowIfNull(pool);
        SortKey? key = config.ParseSortKey()?.ResolveAliases(name => Has(file, name));
        if (key is not null && config.RowGroupPrefixLength > 0)
        {
            Alignment.KeysOf(file, key, config.RowGroupPrefixLength, pool);
        }

        ImmutableArray<byte> rowKeys = [];
        if (key is not null && file.RowCount > 0)
        {
            SortColumnValues[] columns = [.. key.Columns.Select(column => new SortColumnValues(file, column.Name, pool))];
            rowKeys = new RowKeys([.. columns.Select(column => column.First())], [.. columns.Select(column => column.Last())]).ToProto();
        }

        (ImmutableSortedDictionary<string, ImmutableSortedSet<string>> tags, ImmutableSortedSet<string> metrics, ImmutableSortedDictionary<string, string> zonemaps) =
            Texts(file, config, key, pool);
        return new SplitFacts
        {
            RowCount = file.RowCount,
            SizeBytes = sizeBytes,
            TimeRange = Times(file, config, pool),
            MetricNames = metrics,
            TagValues = tags,
            RowKeys = rowKeys,
            ZonemapRegexes = zonemaps,
            RowGroupPrefixLength = config.RowGroupPrefixLength,
        };
    }

    /// <summary>Writes into a finished local file what its record says: the entries of <see cref="SplitFileEntries"/> anew, those of others left.</summary>
    /// <param name="path">The file, which nobody reads yet.</param>
    /// <param name="split">Its record; its size is not looked at.</param>
    /// <returns>The bytes of the file now.</returns>
    /// <exception cref="ParquetFormatException">The file is damaged.</exception>
    /// <exception cref="IOException">The file cannot be read or written.</exception>
    public static long Stamp(string path, SplitMetadata split)
    {
        ArgumentNullException.ThrowIfNull(split);
        IReadOnlyList<KeyValue> before;
        using (var pool = new BufferPool(0))
        using (ParquetFile file = ParquetFile.Open(path, pool))
        {
            before = file.Metadata.KeyValues;
        }

        return ParquetFooter.ReplaceKeyValues(
            path,
            [
                .. before.Where(entry => !OwnPrefixes.Any(prefix => entry.Key.StartsWith(prefix, StringComparison.Ordinal))),
                .. SplitFileEntries.Of(split).ToEntries(split.Kind).Select(entry => new KeyValue(entry.Key, entry.Value)),
            ]);
    }

    /// <summary>Holds a finished file and its record against each other: sort schema (SS-5), level, row keys, zonemaps, prefix, rows and window (TW-1).</summary>
    /// <param name="file">The file.</param>
    /// <param name="split">Its record.</param>
    /// <exception cref="ContentMismatchException">They do not agree; the message says in what.</exception>
    /// <exception cref="InvariantViolationException">A row lies outside of the window.</exception>
    public static void Check(ParquetFile file, SplitMetadata split)
    {
        ArgumentNullException.ThrowIfNull(file);
        ArgumentNullException.ThrowIfNull(split);
        if (split.Window is TimeWindow window && split.TimeRange.EndSeconds > split.TimeRange.StartSeconds)
        {
            Invariant.Require(
                split.TimeRange.StartSeconds >= window.StartSeconds && split.TimeRange.EndSeconds - window.DurationSeconds <= window.StartSeconds,
                InvariantId.RowsInWindow,
                $"{file.Name}: times {split.TimeRange.StartSeconds} to {split.TimeRange.EndSeconds} are in the split of window {window.StartSeconds}+{window.DurationSeconds}");
        }

        var entries = SplitFileEntries.Parse(split.Kind, name => file.Metadata.KeyValues.FirstOrDefault(entry => entry.Key == name)?.Value);
        SortColumn[] native =
        [
            .. (file.Metadata.RowGroups.Count > 0 ? file.Metadata.RowGroups[0].SortingColumns : [])
                .Select(column => new SortColumn(file.Schema.Columns[column.ColumnIndex].Node.Name, column.Descending)),
        ];
        string? problem = file.RowCount == split.RowCount
            ? entries.ProblemWith(split, native, name => Has(file, name))
            : FormattableString.Invariant($"{file.RowCount} rows, the record says {split.RowCount}");
        if (problem is not null)
        {
            throw new ContentMismatchException($"{file.Name}: {problem} (SS-5)");
        }
    }

    private static bool Has(ParquetFile file, string column) => file.Schema.Root.Children.Any(child => child.Name == column);

    private static SplitTimeRange Times(ParquetFile file, IndexConfig config, BufferPool pool)
    {
        if (EventTimeColumn.Of(config, file.Schema) is not EventTimeColumn time)
        {
            return default;
        }

        (long earliest, long latest) = (long.MaxValue, long.MinValue);
        int leaf = file.Schema.Root.Children.Single(child => child.Name == time.Column).Column!.Index; // As it was found there.
        using var reader = new ColumnReader(file, leaf, pool);
        while (reader.ReadBatch())
        {
            foreach (long value in reader.Values<long>())
            {
                earliest = Math.Min(earliest, value);
                latest = Math.Max(latest, value);
            }
        }

        if (latest < earliest)
        {
            return default;
        }

        try
        {
            (long start, long end) = (time.ToSeconds(earliest), time.ToSeconds(latest));
            return new SplitTimeRange(start, end == long.MaxValue ? end : end + 1);
        }
        catch (OverflowException)
        {
            throw new ContentMismatchException($"{file.Name}, column '{time.Column}': a time beyond a signed number of 64 bits");
        }
    }

    private static (ImmutableSortedDictionary<string, ImmutableSortedSet<string>> Tags, ImmutableSortedSet<string> Metrics, ImmutableSortedDictionary<string, string> Zonemaps) Texts(
        ParquetFile file, IndexConfig config, SortKey? key, BufferPool pool)
    {
        var tags = ImmutableSortedDictionary.CreateBuilder<string, ImmutableSortedSet<string>>(StringComparer.Ordinal);
        var zonemaps = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        ImmutableSortedSet<string> metrics = ImmutableSortedSet.Create<string>(StringComparer.Ordinal);

        // Zonemaps are kept of text in the sort schema, before its cutoff.
        HashSet<string> mapped = [.. (key?.Columns ?? []).Take(key?.Schema?.Cutoff ?? int.MaxValue).Select(column => column.Name)];
        foreach (ColumnDescriptor column in file.Schema.Columns.Where(column => column.Node.Depth == 1 && column.MaxRepetitionLevel == 0 && ColumnTypes.IsText(column.Node.Element)))
        {
            string name = column.Node.Name;
            bool isMetric = config.Kind != SplitKind.Table && name == RowColumns.MetricName;
            bool isTag = config.Kind != SplitKind.Table && name != RowColumns.SortedSeries && !RowColumns.Fixed(config.Kind).Contains(name);
            ZonemapBuilder? zonemap = mapped.Contains(name) ? new ZonemapBuilder(ZonemapSettings.Default) : null;
            if (!isMetric && !isTag && zonemap is null)
            {
                continue;
            }

            var values = new HashSet<string>(StringComparer.Ordinal);
            int most = isMetric ? int.MaxValue : isTag ? TagCardinality.Promotion : 0;
            TextValues.Visit(file, column, pool, utf8 =>
            {
                zonemap?.Add(utf8);
                if (values.Count < most)
                {
                    values.Add(Encoding.UTF8.GetString(utf8));
                }

                return zonemap is not null || values.Count < most;
            });
            if (zonemap is not null)
            {
                zonemaps.Add(name, zonemap.Build());
            }

            if (isMetric)
            {
                metrics = values.ToImmutableSortedSet(StringComparer.Ordinal);
            }
            else if (values.Count > 0)
            {
                tags.Add(name, values.ToImmutableSortedSet(StringComparer.Ordinal));
            }
        }

        return (tags.ToImmutable(), metrics, zonemaps.ToImmutable());
    }
}
