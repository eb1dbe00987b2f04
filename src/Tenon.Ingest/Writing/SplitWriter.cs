using Tenon.Ingest.Rows;
using Tenon.Merging;
using Tenon.Merging.Content;
using Tenon.Merging.Facts;
using Tenon.Parquet;
using Tenon.Parquet.Memory;
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
        file.Finish();
        SplitMetadata split = SplitAggregation.Of(template with { Id = file.Id }, ReadFacts(file));
        long size = SplitFileFacts.Stamp(file.Path, split);
        RowDigest digest = await VerifyAsync(file, split, size, cancellationToken);
        _finished.Add(new IngestedSplit(
            split with { SizeBytes = size, Digest = digest.ToString(), Maturity = new MergePolicy(layout.Config.MergePolicy).MaturityOf(0, size) }, file.Commit(), digest));
    }

    private SplitFacts ReadFacts(SplitFile file)
    {
        using ParquetFile written = ParquetFile.Open(file.Path, pool);
        return SplitFileFacts.Read(written, 0, layout.Config, pool);
    }

    /// <summary>Reads the file back: its rows and their order, and what it says of itself.</summary>
    private async Task<RowDigest> VerifyAsync(SplitFile file, SplitMetadata split, long size, CancellationToken cancellationToken)
    {
        var input = new MergeInput(file.Path, () => FileRangeSource.Open(file.Path), size);
        RowDigest digest = await FileVerifier.VerifyAsync(input, layout.Key, layout.Schema, merging, cancellationToken);
        using ParquetFile written = ParquetFile.Open(input.Open(), pool);
        SplitFileFacts.Check(written, split);
        return digest;
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
