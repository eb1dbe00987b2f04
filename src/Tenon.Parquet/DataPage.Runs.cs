using Tenon.Parquet.Encodings;

namespace Tenon.Parquet;

public sealed unsafe partial class DataPage
{
    /// <summary>Runs of levels, and of indices, that are read for a run of both, at most: on average, where runs are few.</summary>
    private const int ReadingsOfRun = 2;

    /// <summary>Reads the next level entries and their dictionary indices as runs of equal ones, if these are few: what a page of a sorted column is made of.</summary>
    /// <param name="n">How many entries, at most <see cref="RemainingLevels"/>.</param>
    /// <param name="dictionaryCount">Entries of the dictionary: every index is checked to be below.</param>
    /// <param name="runs">Room for as many runs as are acceptable, and a measure of the work that is. Neighbours differ.</param>
    /// <param name="count">How many runs there are.</param>
    /// <returns>False, and nothing is read, if there are more; if the page is not dictionary-encoded; or if its levels are not just 0 and 1 in runs.</returns>
    /// <exception cref="ParquetFormatException">The page is damaged, has fewer values, or an index is out of range.</exception>
    public bool TryReadRuns(int n, int dictionaryCount, Span<IndexRun> runs, out int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(n);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(n, RemainingLevels);
        ArgumentOutOfRangeException.ThrowIfNegative(dictionaryCount);
        _ = _body.Pointer; // Fails where the page was disposed.
        count = 0;
        if (_values is not IndexDecoder indices || _hasRepetition || _maximumDefinition > 1 || (_maximumDefinition == 1 && !_definition.HasRuns))
        {
            return false;
        }

        LevelDecoder definition = _definition;
        indices.Mark();
        try
        {
            var list = new RunList(runs);
            if (!ReadRuns(n, indices, (uint)dictionaryCount, ref list))
            {
                _definition = definition;
                indices.Return();
                return false;
            }

            count = list.Count;
            RemainingLevels -= n;
            return true;
        }
        catch (ParquetFormatException e)
        {
            throw _place.At(e);
        }
    }

    private bool ReadRuns(int n, IndexDecoder indices, uint limit, ref RunList list)
    {
        uint* levels = stackalloc uint[8];
        bool hasRoom = true;
        for (int row = 0; row < n && hasRoom;)
        {
            bool isRepeated = true;
            *levels = 1;
            int rows = _maximumDefinition == 0 ? n : _definition.ReadRun(n - row, levels, out isRepeated);
            hasRoom = list.CountReading();
            row += rows;
            int step = isRepeated ? rows : 1;
            for (int i = 0; i < rows && hasRoom; i += step)
            {
                hasRoom = levels[i] == 0 ? list.Add(step, -1) : ReadPresent(step, indices, limit, ref list);
            }
        }

        return hasRoom;
    }

    private static bool ReadPresent(int n, IndexDecoder indices, uint limit, ref RunList list)
    {
        uint* values = stackalloc uint[8];
        bool hasRoom = true;
        for (int done = 0; done < n && hasRoom;)
        {
            int rows = indices.ReadRun(n - done, values, out bool isRepeated);
            hasRoom = list.CountReading();
            done += rows;
            int step = isRepeated ? rows : 1;
            for (int i = 0; i < rows && hasRoom; i += step)
            {
                uint index = values[isRepeated ? 0 : i];
                hasRoom = index < limit ? list.Add(step, (int)index) : throw HybridDecoder.BeyondLimit(limit);
            }
        }

        return hasRoom;
    }

    /// <summary>Runs so far; neighbours that are equal become one.</summary>
    private ref struct RunList(Span<IndexRun> runs)
    {
        private readonly Span<IndexRun> _runs = runs;
        private int _end;
        private int _readings;

        public int Count { get; private set; }

        /// <summary>Counts what is read, too: packed values cost their time even where they turn out to be few runs.</summary>
        public bool CountReading() => ++_readings <= ReadingsOfRun * _runs.Length;

        public bool Add(int rows, int index)
        {
            _end += rows;
            if (Count > 0 && _runs[Count - 1].Index == index)
            {
                _runs[Count - 1] = new IndexRun(_end, index);
                return true;
            }

            if (Count == _runs.Length)
            {
                return false;
            }

            _runs[Count++] = new IndexRun(_end, index);
            return true;
        }
    }
}
