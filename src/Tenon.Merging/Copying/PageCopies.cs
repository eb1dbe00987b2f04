using Tenon.Merging.Assembly;
using Tenon.Merging.Ordering;
using Tenon.Merging.Planning;
using Tenon.Merging.Reading;
using Tenon.Parquet;
using Tenon.Parquet.Memory;
using Tenon.Parquet.Metadata;
using Tenon.Parquet.Schema;

namespace Tenon.Merging.Copying;

/// <summary>From which inputs pages may be copied, and which.</summary>
/// <param name="Codec">The codec of the output.</param>
/// <param name="Limits">The sizes worth it.</param>
/// <param name="MayCopy">For each input whether its pages may be copied at all: those of intermediate files are not, because which there
/// are depends on memory.</param>
internal sealed record PageCopyRules(CompressionCodec Codec, PageCopyLimits Limits, bool[] MayCopy);

/// <summary>A data page of an input whose rows all go to a segment's output, in order and nothing between them.</summary>
/// <param name="Input">The input.</param>
/// <param name="RowGroup">Its row group.</param>
/// <param name="Page">The page.</param>
/// <param name="OutputRow">Where its rows begin in the segment's output.</param>
internal sealed record PageCopy(int Input, int RowGroup, PageEntry Page, int OutputRow)
{
    /// <summary>Rows.</summary>
    public int RowCount => Page.Header.ValueCount;

    /// <summary>Whether its values are indices of a dictionary.</summary>
    public bool HasIndices => Page.Header.Encoding is ParquetEncoding.PlainDictionary or ParquetEncoding.RleDictionary;
}

/// <summary>Finds the pages of one column that may be copied to one segment's output, while the column is decoded. Not thread-safe.</summary>
/// <remarks>
/// <code>
/// 1. A page qualifies if it lies in a long run as a whole, is stored with the output's codec and levels, and is of a size worth it.
/// 2. A page of dictionary indices must also mean the same in the output: each of its indices has become a code of the output's
///    dictionary, and all of them have to be the same numbers. The slices are compared one by one as they are decoded.
/// 3. The encoder decides how the column is written and copies the pages that fit: it has the values of all of them.
/// </code>
/// </remarks>
internal sealed unsafe class PageCopies(PageCopyRules rules, ParquetFile[] files, ColumnSource[] sources, ColumnDescriptor column)
{
    private readonly List<PageCopy> _pages = [];
    private IReadOnlyList<LongRun> _runs = [];
    private int _run;
    private int _pendingEnd;

    /// <summary>The pages found, in the order of their rows in the output; after <see cref="End"/>.</summary>
    public IReadOnlyList<PageCopy> Pages => _pages;

    /// <summary>Begins a segment.</summary>
    /// <param name="segment">The segment.</param>
    public void Begin(Segment segment)
    {
        _pages.Clear();
        (_runs, _run, _pendingEnd) = (segment.LongRuns, 0, 0);
    }

    /// <summary>Whether a page that begins somewhere in an input could be copied if its rows allow it.</summary>
    public bool IsFit(int input, int rowGroup, PageHeader header)
    {
        if (!rules.MayCopy[input] || sources[input].Levels is not null || !rules.Limits.Allow(header))
        {
            return false;
        }

        ColumnChunkMetadata chunk = files[input].Metadata.RowGroups[rowGroup].Columns[sources[input].Leaf];
        bool hasOldLevels = header.Type == PageType.DataPage && column.MaxDefinitionLevel > 0 && header.DefinitionLevelEncoding != ParquetEncoding.Rle;
        return chunk.Codec == rules.Codec && !hasOldLevels;
    }

    /// <summary>Takes the page if it may be copied. Pages come in frame order.</summary>
    /// <param name="input">The input.</param>
    /// <param name="rowGroup">Its row group.</param>
    /// <param name="page">The page that begins.</param>
    /// <param name="frameOffset">Where it begins in the frame.</param>
    public void Consider(int input, int rowGroup, in PageEntry page, int frameOffset)
    {
        while (_run < _runs.Count && _runs[_run].FrameOffset + _runs[_run].RowCount <= frameOffset)
        {
            _run++;
        }

        if (_run == _runs.Count || _runs[_run].FrameOffset > frameOffset || page.Header.ValueCount > _runs[_run].FrameOffset + _runs[_run].RowCount - frameOffset)
        {
            return;
        }

        if (IsFit(input, rowGroup, page.Header))
        {
            var copy = new PageCopy(input, rowGroup, page, _runs[_run].OutputRow + (frameOffset - _runs[_run].FrameOffset));
            _pages.Add(copy);
            _pendingEnd = copy.HasIndices ? frameOffset + copy.RowCount : 0;
        }
    }

    /// <summary>Gives up the page that a slice belongs to if its indices have become other codes.</summary>
    /// <param name="slice">Indices.</param>
    /// <param name="frameOffset">Where the slice begins in the frame.</param>
    /// <param name="symbols">Their symbols: one a row, negative for null.</param>
    /// <param name="dictionary">Gives them codes.</param>
    public void Check(FlatSlice slice, int frameOffset, int* symbols, OutputDictionary dictionary)
    {
        if (frameOffset < _pendingEnd && !IsSame(slice, symbols, dictionary))
        {
            _pages.RemoveAt(_pages.Count - 1);
            _pendingEnd = 0;
        }
    }

    /// <summary>Ends the segment: all its rows are decoded.</summary>
    public void End() => _pages.Sort((one, other) => one.OutputRow.CompareTo(other.OutputRow));

    /// <summary>Reads a page as it is stored. The caller owns the result.</summary>
    /// <exception cref="ParquetFormatException">Its checksum differs.</exception>
    public PooledBuffer ReadStored(PageCopy copy)
    {
        using ColumnChunkPages pages = files[copy.Input].OpenColumn(copy.RowGroup, sources[copy.Input].Leaf);
        return pages.ReadStored(copy.Page);
    }

    private static bool IsSame(FlatSlice slice, int* symbols, OutputDictionary dictionary)
    {
        var indices = (int*)slice.Values;
        for (int r = 0; r < slice.Count; r++)
        {
            if (symbols[r] >= 0 && dictionary.CodeOf(symbols[r]) != *indices++)
            {
                return false;
            }
        }

        return true;
    }
}
