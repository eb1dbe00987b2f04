using Tenon.Ingest.Rows;
using Tenon.Parquet;
using Tenon.Parquet.Memory;
using Tenon.Parquet.Metadata;

namespace Tenon.Ingest.Reading;

/// <summary>Reads a Parquet file in blocks of rows, all columns alongside. Not thread-safe.</summary>
internal sealed class ParquetBlocks : IDisposable
{
    private const int MostRows = 4096;
    private const long WantedBytes = 4 << 20;

    private readonly ParquetFile _file;
    private readonly ColumnShape[] _shapes;
    private readonly Feed[] _feeds;
    private readonly int _rows;
    private readonly RowBlock?[] _blocks = new RowBlock?[2];
    private long _done;

    public ParquetBlocks(ParquetFile file, BufferPool pool)
    {
        _file = file;
        _shapes = ColumnShape.Of(file.Schema);
        _feeds = [.. file.Schema.Columns.Select(column => new Feed(new ColumnReader(file, column.Index, pool)))];
        long widest = 1;
        foreach (RowGroupMetadata group in file.Metadata.RowGroups)
        {
            widest = Math.Max(widest, group.Columns.Sum(column => column.TotalUncompressedSize) / Math.Max(1, group.RowCount));
        }

        _rows = (int)Math.Clamp(WantedBytes / widest, 1, MostRows);
    }

    public IReadOnlyList<ColumnShape> Shapes => _shapes;

    /// <summary>The next rows. The block is the caller's until the next but one is asked for: it is used again, for new ones would be most of what reading costs.</summary>
    /// <returns>Null behind the last row.</returns>
    public RowBlock? Next()
    {
        int rows = (int)Math.Min(_rows, _file.RowCount - _done);
        if (rows == 0)
        {
            return null;
        }

        (_blocks[0], _blocks[1]) = (_blocks[1], _blocks[0]);
        RowBlock block = _blocks[0] ??= Make();
        block.Clear();
        (block.RowCount, block.FirstRow) = (rows, _done);
        int leaf = 0;
        foreach (ColumnBuffer buffer in block.Columns.SelectMany(column => column.Leaves))
        {
            _feeds[leaf++].Fill(buffer, rows);
        }

        _done += rows;
        return block;
    }

    private RowBlock Make()
    {
        var block = new RowBlock();
        foreach (ColumnShape shape in _shapes)
        {
            block.Add(shape);
        }

        return block;
    }

    public void Dispose()
    {
        foreach (Feed feed in _feeds)
        {
            feed.Dispose();
        }
    }

    /// <summary>One leaf column; cuts the reader's batches, which know only pages, into rows.</summary>
    private sealed class Feed(ColumnReader reader) : IDisposable
    {
        private int _level;
        private int _value;
        private bool _isAtEnd;

        public void Fill(ColumnBuffer target, int rows)
        {
            int wanted = target.RowCount + rows;
            while (true)
            {
                if (_level == reader.LevelCount && !Read())
                {
                    break;
                }

                int levels = LevelsOf(wanted - target.RowCount);
                if (levels == 0)
                {
                    break; // The next row begins here.
                }

                int values = reader.Column.MaxDefinitionLevel == 0 ? levels : reader.DefinitionLevels.Slice(_level, levels).Count((byte)reader.Column.MaxDefinitionLevel);
                bool isFixed = reader.Column.ValueWidth > 0;
                target.AppendLevels(
                    reader.Column.MaxRepetitionLevel > 0 ? reader.RepetitionLevels.Slice(_level, levels) : [],
                    reader.Column.MaxDefinitionLevel > 0 ? reader.DefinitionLevels.Slice(_level, levels) : [],
                    levels,
                    isFixed ? reader.Fixed.Slice(_value * reader.Column.ValueWidth, values * reader.Column.ValueWidth) : [],
                    isFixed ? [] : reader.ByteArrays.Slice(_value, values));
                _level += levels;
                _value += values;
            }

            if (target.RowCount != wanted)
            {
                throw new ParquetFormatException($"column {reader.Column.DottedPath} ends {wanted - target.RowCount} rows too early");
            }
        }

        public void Dispose() => reader.Dispose();

        /// <summary>Levels of the batch up to the end of so many more rows; without more rows, those that still belong to the last one.</summary>
        private int LevelsOf(int rows)
        {
            if (reader.Column.MaxRepetitionLevel == 0)
            {
                return Math.Min(rows, reader.LevelCount - _level);
            }

            ReadOnlySpan<byte> repetition = reader.RepetitionLevels[_level..];
            for (int i = 0; i < repetition.Length; i++)
            {
                if (repetition[i] == 0 && rows-- == 0)
                {
                    return i;
                }
            }

            return repetition.Length;
        }

        private bool Read()
        {
            (_level, _value) = (0, 0);
            _isAtEnd = _isAtEnd || !reader.ReadBatch();
            return !_isAtEnd;
        }
    }
}
