using Tenon.Ingest.Rows;
using Tenon.Merging;
using Tenon.Merging.Content;
using Tenon.Parquet;
using Tenon.Parquet.Memory;
using Tenon.Parquet.Metadata;
using Tenon.Parquet.Writing;
using Tenon.Splits;
using Tenon.Splits.Metadata;
using Tenon.Splits.Policy;

namespace Tenon.Ingest.Writing;

/// <summary>Writes the sorted rows of one window into splits. Not thread-safe; disposed without <see cref="FinishAsync"/> it deletes what it wrote.</summary>
/// <remarks>
/// Where a row group ends: at its rows, or at its bytes in memory; with a prefix length, also wherever the leading sort columns change.
/// Where a split ends: at the target size of the merge policy, at half of the row groups that a file may have, and, with a prefix
/// length, where a row group is full while its prefix goes on: no file may have a prefix in two row groups (PA-3), nor a row group that
/// outgrows memory.
/// </remarks>
internal sealed class SplitWriter(SplitLayout layout, SplitMetadata template, IngestSettings settings, MergeSettings merging, Func<SplitId> nextId, BufferPool pool) : IDisposable
{
    private const int EnoughRowGroups = ParquetFileWriter.MaximumRowGroups / 2;

    private readonly List<IngestedSplit> _finished = [];
    private SplitFile? _file;
    private RowBlock? _previous;

    /// <summary>Adds rows behind those before.</summary>
    public async Task AddAsync(RowBlock rows, CancellationToken cancellationToken)
    {
        for (int at = 0; at < rows.RowCount;)
        {
            bool isNewPrefix = layout.Config.RowGroupPrefixLength > 0 && !ContinuesPrefix(rows, at);
            if (_file is not null && (isNewPrefix || _file.IsGroupFull))
            {
                bool splitsPrefix = !isNewPrefix && layout.Config.RowGroupPrefixLength > 0;
                _file.EndRowGroup();
                if (splitsPrefix || _file.RowGroups >= EnoughRowGroups || _file.BytesWritten >= layout.Config.MergePolicy.TargetSplitSizeBytes)
                {
                    await EndFileAsync(cancellationToken);
                }
            }

            _file ??= new SplitFile(layout, settings, nextId(), pool);
            int end = Math.Min(rows.RowCount, at + _file.RoomInRows);
            end = layout.Config.RowGroupPrefixLength > 0 ? EndOfPrefix(rows, at, end) : end;
            _file.Add(rows, at, end);
            at = end;
        }

        _previous = rows;
    }

    /// <summary>Completes and verifies the last split.</summary>
    /// <returns>All splits of the window; their files are the caller's from now on.</returns>
    /// <exception cref="ContentMismatchException">A file does not hold what was written to it, or not in order.</exception>
    public async Task<IReadOnlyList<IngestedSplit>> FinishAsync(CancellationToken cancellationToken)
    {
        await EndFileAsync(cancellationToken);
        IngestedSplit[] splits = [.. _finished];
        _finished.Clear();
        return splits;
    }

    public void Dispose()
    {
        _file?.Dispose();
        _finished.ForEach(split => File.Delete(split.Path));
    }

    private async Task EndFileAsync(CancellationToken cancellationToken)
    {
        if (_file is null)
        {
            return;
        }

        using SplitFile file = _file;
        _file = null;
        SplitMetadata split = SplitAggregation.Of(template with { Id = file.Id }, file.Facts.Build(0, null));
        long size = file.Finish(SplitFileEntries.Of(split));
        RowDigest digest = await VerifyAsync(file, split, size, cancellationToken);
        _finished.Add(new IngestedSplit(
            split with { SizeBytes = size, Digest = digest.ToString(), Maturity = new MergePolicy(layout.Config.MergePolicy).MaturityOf(0, size) }, file.Commit(), digest));
    }

    /// <summary>Reads the file back: its rows and their order, its alignment, and the three copies of its sort fields (SS-5).</summary>
    private async Task<RowDigest> VerifyAsync(SplitFile file, SplitMetadata split, long size, CancellationToken cancellationToken)
    {
        var input = new MergeInput(file.Path, () => FileRangeSource.Open(file.Path), size);
        RowDigest digest = await FileVerifier.VerifyAsync(input, layout.Key, layout.Schema, merging, cancellationToken);
        using IRangeSource source = input.Open();
        using ParquetFile opened = ParquetFile.Open(source, pool);
        if (layout.FullKey is SortKey key && split.RowGroupPrefixLength > 0)
        {
            AlignmentCheck.Verify(opened, key, split.RowGroupPrefixLength, pool);
        }

        var entries = SplitFileEntries.Parse(split.Kind, name => opened.Metadata.KeyValues.FirstOrDefault(entry => entry.Key == name)?.Value);
        SortColumn[] native =
        [
            .. (opened.Metadata.RowGroups.Count > 0 ? opened.Metadata.RowGroups[0].SortingColumns : [])
                .Select(column => new SortColumn(opened.Schema.Columns[column.ColumnIndex].Node.Name, column.Descending)),
        ];
        string? problem = entries.ProblemWith(split, native, name => opened.Schema.Root.Children.Any(child => child.Name == name));
        return problem is null ? digest : throw new ContentMismatchException($"{file.Path}: {problem} (SS-5)");
    }

    private bool ContinuesPrefix(RowBlock rows, int row) =>
        row > 0 ? SharesPrefix(rows, row - 1, rows, row)
        : _previous is null || SharesPrefix(_previous, _previous.RowCount - 1, rows, row);

    private bool SharesPrefix(RowBlock left, int leftRow, RowBlock right, int rightRow)
    {
        for (int i = 0; i < layout.Config.RowGroupPrefixLength; i++)
        {
            string column = layout.FullKey!.Columns[i].Name; // A prefix is one of the key's.
            if (!SortValues.AreEqual(left.Find(column)?.Values, leftRow, right.Find(column)?.Values, rightRow))
            {
                return false;
            }
        }

        return true;
    }

    private int EndOfPrefix(RowBlock rows, int first, int end)
    {
        int at = first + 1;
        while (at < end && SharesPrefix(rows, at - 1, rows, at))
        {
            at++;
        }

        return at;
    }
}
