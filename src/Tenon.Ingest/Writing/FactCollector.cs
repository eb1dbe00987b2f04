using System.Collections.Immutable;
using System.Text;
using Tenon.Ingest.Rows;
using Tenon.Splits;
using Tenon.Splits.Indexes;
using Tenon.Splits.Keys;
using Tenon.Splits.Metadata;
using Tenon.Splits.Zonemaps;

namespace Tenon.Ingest.Writing;

/// <summary>Finds out, row by row in their order, what a split's record says of them. Not thread-safe.</summary>
internal sealed class FactCollector(SplitLayout layout)
{
    private readonly ValueSet _metricNames = new(int.MaxValue);
    private readonly Dictionary<string, ValueSet> _tags = layout.TagColumns.ToDictionary(name => name, _ => new ValueSet(TagCardinality.Promotion), StringComparer.Ordinal);
    private readonly Dictionary<string, ZonemapBuilder> _zonemaps =
        layout.ZonemapColumns.ToDictionary(name => name, _ => new ZonemapBuilder(ZonemapSettings.Default), StringComparer.Ordinal);

    private ImmutableArray<SortValue> _first;
    private ImmutableArray<SortValue> _last;
    private long _start = long.MaxValue;
    private long _latest = long.MinValue;

    public long RowCount { get; private set; }

    public void Add(RowBlock rows, int first, int end)
    {
        AddTimes(rows, first, end);
        AddKeys(rows, first, end);
        if (layout.Config.Kind != SplitKind.Table)
        {
            _metricNames.Add(rows.Find(RowColumns.MetricName), first, end);
        }

        foreach ((string name, ValueSet values) in _tags)
        {
            values.Add(rows.Find(name), first, end);
        }

        foreach ((string name, ZonemapBuilder zonemap) in _zonemaps)
        {
            AddZonemap(rows.Find(name), zonemap, first, end);
        }

        RowCount += end - first;
    }

    /// <summary>What was found.</summary>
    /// <param name="sizeBytes">Bytes of the file.</param>
    /// <param name="digest">The digest of the rows; null as long as it is not known.</param>
    public SplitFacts Build(long sizeBytes, string? digest) => new()
    {
        RowCount = RowCount,
        SizeBytes = sizeBytes,
        TimeRange = _latest < _start ? default : new SplitTimeRange(_start, _latest == long.MaxValue ? _latest : _latest + 1),
        MetricNames = _metricNames.ToSet(),
        TagValues = _tags.Where(tag => tag.Value.Count > 0).ToImmutableSortedDictionary(tag => tag.Key, tag => tag.Value.ToSet(), StringComparer.Ordinal),
        RowKeys = _first.IsDefault ? [] : new RowKeys(_first, _last).ToProto(),
        ZonemapRegexes = _zonemaps.ToImmutableSortedDictionary(zonemap => zonemap.Key, zonemap => zonemap.Value.Build(), StringComparer.Ordinal),
        RowGroupPrefixLength = layout.Config.RowGroupPrefixLength,
        Digest = digest,
    };

    private void AddTimes(RowBlock rows, int first, int end)
    {
        for (int row = first; row < end && layout.Time is not null; row++)
        {
            if (layout.Time.TryGet(rows, row, out long seconds))
            {
                (_start, _latest) = (Math.Min(_start, seconds), Math.Max(_latest, seconds));
            }
        }
    }

    private void AddKeys(RowBlock rows, int first, int end)
    {
        if (layout.FullKey is null)
        {
            return;
        }

        ColumnBuffer?[] columns = SortValues.Columns(layout.FullKey, rows);
        if (_first.IsDefault)
        {
            _first = [.. columns.Select(column => SortValues.Of(column, first))];
        }

        _last = [.. columns.Select(column => SortValues.Of(column, end - 1))];
    }

    private static void AddZonemap(RowColumn? column, ZonemapBuilder zonemap, int first, int end)
    {
        int last = -1;
        for (int row = first; column is not null && row < end; row++)
        {
            // Equal values follow each other where rows are sorted by them; once is enough.
            if (column.Values.IsPresent(row) && (last < 0 || !column.Values.BytesAt(row).SequenceEqual(column.Values.BytesAt(last))))
            {
                zonemap.Add(column.Values.BytesAt(row));
                last = row;
            }
        }
    }

    /// <summary>Distinct texts of a column, up to a number of them.</summary>
    private sealed class ValueSet(int most)
    {
        private readonly HashSet<string> _values = new(StringComparer.Ordinal);

        public int Count => _values.Count;

        public void Add(RowColumn? column, int first, int end)
        {
            int last = -1;
            for (int row = first; column is not null && row < end && _values.Count < most; row++)
            {
                if (column.Values.IsPresent(row) && (last < 0 || !column.Values.BytesAt(row).SequenceEqual(column.Values.BytesAt(last))))
                {
                    _values.Add(Encoding.UTF8.GetString(column.Values.BytesAt(row)));
                    last = row;
                }
            }
        }

        public ImmutableSortedSet<string> ToSet() => _values.ToImmutableSortedSet(StringComparer.Ordinal);
    }
}
