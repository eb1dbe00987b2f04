using Tenon.Merging.Content;
using Tenon.Parquet;
using Tenon.Parquet.Memory;
using Tenon.Parquet.Metadata;
using Tenon.Parquet.Schema;

namespace Tenon.Merging.Reading;

/// <summary>What the values of a slice are.</summary>
internal enum ValueForm
{
    /// <summary>Indices into the chunk's dictionary, 4 bytes each.</summary>
    Indices,

    /// <summary>Fixed-width values.</summary>
    Fixed,

    /// <summary><see cref="ByteArrayRef"/>s into the page.</summary>
    Bytes,

    /// <summary><see cref="IndexRun"/>s, which tell of nulls too: there are no levels beside them.</summary>
    Runs,
}

/// <summary>Reads one column of one input from its first row to its last, a slice at a time; a slice never leaves its page.</summary>
/// <remarks>Between slices it holds the current decompressed page and the dictionary, or, after <see cref="Evict"/>, only its place. A page whose
/// header alone was read yet is like an evicted one. Not thread-safe.</remarks>
internal sealed unsafe class ColumnCursor : IDisposable
{
    private const int SlicesOfLargePage = 16;

    /// <summary>Smaller pages are not worth looking at.</summary>
    private const int LeastCompactedBytes = 64 << 10;

    private readonly ParquetFile _file;
    private readonly BufferPool _pool;
    private readonly bool _compactsPages;
    private readonly CellHash _hash;
    private int _rowGroup = -1;
    private ColumnChunkPages? _pages;
    private PageEntry _entry;
    private SharedPage? _page;
    private bool _isEvicted;
    private int _consumedLevels;
    private long _levelsLeftInGroup;
    private bool _hasManyRuns;

    /// <param name="file">The input.</param>
    /// <param name="leaf">Its leaf column.</param>
    /// <param name="pool">Where pages live.</param>
    /// <param name="compactsPages">Whether large pages are kept in less memory where their values allow it.</param>
    public ColumnCursor(ParquetFile file, int leaf, BufferPool pool, bool compactsPages = false)
    {
        (_file, _pool, _compactsPages) = (file, pool, compactsPages);
        Column = file.Schema.Columns[leaf];
        _hash = new CellHash(Column.DottedPath);
    }

    public ColumnDescriptor Column { get; }

    /// <summary>The row group of the next slice.</summary>
    public int RowGroup => _rowGroup;

    /// <summary>The dictionary of the current chunk, when <see cref="Form"/> is <see cref="ValueForm.Indices"/>.</summary>
    public ChunkDictionary? Dictionary { get; private set; }

    /// <summary>The form of the next slice's values; valid after <see cref="Available"/> returned more than 0.</summary>
    public ValueForm Form => Page.IsDictionaryEncoded ? ValueForm.Indices : Column.ValueWidth > 0 ? ValueForm.Fixed : ValueForm.Bytes;

    /// <summary>Whether the rows of the current row group are used up and the next one has not been opened.</summary>
    public bool IsAtEndOfRowGroup => _levelsLeftInGroup == 0 && !_isEvicted && (_page is null || Page.RemainingLevels == 0);

    /// <summary>The current page; slices of <see cref="ValueForm.Bytes"/> point into it.</summary>
    public SharedPage CurrentPage => _page!; // Only asked for after Available loaded it.

    /// <summary>Whether values read last are better copied than left in their page: it has many slices, and this is from its last quarter.</summary>
    /// <param name="count">Level entries of the slice read last.</param>
    public bool NearsEndOfPage(int count) => Page.RemainingLevels < Page.LevelCount / 4 && Page.LevelCount / SlicesOfLargePage >= count;

    /// <summary>The page of the next slice if the slice is its beginning, else null; valid after <see cref="Available"/> returned more than 0.</summary>
    public PageEntry? PageBegun => _consumedLevels == 0 ? _entry : null;

    private DataPage Page => _page!.Page; // Only asked for after Available loaded it.

    private bool PageHasIndices => _entry.Header.Encoding is ParquetEncoding.PlainDictionary or ParquetEncoding.RleDictionary;

    /// <summary>Whether the next value is a dictionary index, told without decompressing its page; false at the end of the column.</summary>
    public bool NextIsIndex() => (_isEvicted || (_page is not null && Page.RemainingLevels > 0) || NextHeader()) && PageHasIndices;

    /// <summary>How many level entries the next slice can have: loads the next page when the current one is used up.</summary>
    /// <param name="maximum">At least 1.</param>
    /// <returns>1 to <paramref name="maximum"/>, or 0 at the end of the column.</returns>
    /// <exception cref="ParquetFormatException">The pages of a chunk hold fewer or more values than the footer says.</exception>
    public int Available(int maximum)
    {
        while (true)
        {
            if (_isEvicted)
            {
                Reload();
            }

            if (_page is not null)
            {
                int remaining = Page.RemainingLevels;
                if (remaining > 0)
                {
                    return Math.Min(remaining, maximum);
                }

                DropPage();
            }

            if (!NextHeader())
            {
                return 0;
            }
        }
    }

    /// <summary>Reads the next slice.</summary>
    /// <param name="count">Level entries, at most what <see cref="Available"/> said.</param>
    /// <param name="repetition">Room for that many levels; null for a column that is not repeated.</param>
    /// <param name="definition">Room for that many levels; null for a column without nulls.</param>
    /// <param name="values">Room for that many values in the current form.</param>
    /// <returns>How many values there are.</returns>
    public int Read(int count, byte* repetition, byte* definition, void* values)
    {
        DataPage page = Page;
        int present = page.ReadLevels(
            count,
            Column.MaxRepetitionLevel == 0 ? default : new Span<byte>(repetition, count),
            Column.MaxDefinitionLevel == 0 ? default : new Span<byte>(definition, count));
        switch (Form)
        {
            case ValueForm.Indices:
                page.ReadIndices(new Span<int>(values, present), Dictionary!.Count); // A page says so only in a chunk with a dictionary: NextPage.
                break;
            case ValueForm.Fixed:
                page.ReadFixed(new Span<byte>(values, checked(present * Column.ValueWidth)));
                break;
            default:
                page.ReadByteArrays(new Span<ByteArrayRef>(values, present));
                break;
        }

        _consumedLevels += count;
        return present;
    }

    /// <summary>Reads the next slice as runs of equal dictionary entries, if there are few of them.</summary>
    /// <param name="count">Level entries, at most what <see cref="Available"/> said.</param>
    /// <param name="runs">Room for as many runs as are few.</param>
    /// <param name="used">How many there are.</param>
    /// <returns>False, and nothing is read, if there are more, or the page has no indices; a page in which there once were more is not asked again.</returns>
    public bool TryReadRuns(int count, Span<IndexRun> runs, out int used)
    {
        used = 0;
        _hasManyRuns &= _consumedLevels > 0;
        if (_hasManyRuns || !Page.IsDictionaryEncoded || !Page.TryReadRuns(count, Dictionary!.Count, runs, out used)) // A page says so only in a chunk with a dictionary: NextPage.
        {
            _hasManyRuns = true;
            return false;
        }

        _consumedLevels += count;
        return true;
    }

    /// <summary>Lets go of the decompressed page and of the dictionary; the next slice reads them again.</summary>
    public void Evict()
    {
        ReleaseUsed();
        if (_page is not null)
        {
            DropPage();
            _isEvicted = true;
        }

        Dictionary?.Release();
        Dictionary = null;
    }

    /// <summary>Lets go of what will not be needed any more: a page, and a dictionary, whose values are used up.</summary>
    public void ReleaseUsed()
    {
        if (_page is not null && Page.RemainingLevels == 0)
        {
            DropPage();
        }

        if (_page is null && !_isEvicted && _levelsLeftInGroup == 0)
        {
            CloseChunk();
        }
    }

    /// <summary>Passes over a row group without reading it.</summary>
    /// <param name="rowGroup">The next one that has rows.</param>
    /// <remarks>Only at the end of a row group, or before the first.</remarks>
    public void SkipRowGroup(int rowGroup)
    {
        CloseChunk();
        _rowGroup = rowGroup; // Not the next number: row groups without rows may lie before it.
    }

    public void Dispose() => CloseChunk();

    private void CloseChunk()
    {
        _isEvicted = false;
        _page?.Release();
        _page = null;
        Dictionary?.Release();
        Dictionary = null;
        _pages?.Dispose();
        _pages = null;
    }

    private void Reload()
    {
        if (PageHasIndices && Dictionary is null)
        {
            DictionaryPage page = _pages!.ReadDictionary() ?? throw new ParquetFormatException( // NextHeader and Evict leave the chunk open.
                "a page of dictionary indices in a chunk without a dictionary page", _file.Name, _rowGroup, Column.DottedPath, _entry.HeaderOffset);
            Dictionary = new ChunkDictionary(page, Column, _hash, _pool);
        }

        _page = new SharedPage(_pages!.ReadPage(_entry)); // Likewise.
        _isEvicted = false;
        if (_consumedLevels > 0)
        {
            Skip(_consumedLevels);
        }

        if (_compactsPages && Page.ValueBytes >= LeastCompactedBytes)
        {
            _ = Page.TryCompact();
        }
    }

    private void Skip(int consumed)
    {
        using PooledBuffer levels = _pool.Rent(2L * consumed);
        int present = Page.ReadLevels(
            consumed,
            Column.MaxRepetitionLevel == 0 ? default : levels.Span[..consumed],
            Column.MaxDefinitionLevel == 0 ? default : levels.Span.Slice(consumed, consumed));
        Page.SkipValues(present);
    }

    private void DropPage()
    {
        _page?.Release();
        _page = null;
    }

    /// <summary>Moves to the next page, of this chunk or the next, without reading its body.</summary>
    private bool NextHeader()
    {
        DropPage();
        while (true)
        {
            if (_pages is not null)
            {
                if (_pages.TryReadHeader(out _entry))
                {
                    (_isEvicted, _consumedLevels) = (true, 0);
                    _levelsLeftInGroup -= _entry.Header.ValueCount;
                    return _levelsLeftInGroup >= 0 ? true : throw Miscounted("more");
                }

                if (_levelsLeftInGroup > 0)
                {
                    throw Miscounted("fewer");
                }
            }

            CloseChunk();
            if (++_rowGroup >= _file.Metadata.RowGroups.Count)
            {
                return false;
            }

            _pages = _file.OpenColumn(_rowGroup, Column.Index);
            _levelsLeftInGroup = _file.Metadata.RowGroups[_rowGroup].Columns[Column.Index].ValueCount;
        }
    }

    private ParquetFormatException Miscounted(string how) => new(
        $"the pages hold {how} values than the {_file.Metadata.RowGroups[_rowGroup].Columns[Column.Index].ValueCount} that the footer says",
        _file.Name, _rowGroup, Column.DottedPath);
}
