using System.Globalization;
using Tenon.Ingest.Rows;
using Tenon.Merging;
using Tenon.Parquet;
using Tenon.Parquet.Memory;
using Tenon.Parquet.Metadata;
using Tenon.Parquet.Writing;
using Tenon.Splits;

namespace Tenon.Ingest.Staging;

/// <summary>Where rows go: a partition, and in it a window; null where the index has no event time. Immutable.</summary>
internal readonly record struct StagePlace(ulong PartitionId, TimeWindow? Window) : IComparable<StagePlace>
{
    public int CompareTo(StagePlace other) =>
        PartitionId != other.PartitionId ? PartitionId.CompareTo(other.PartitionId) : Nullable.Compare(Window?.StartSeconds, other.Window?.StartSeconds);
}

/// <summary>Rows by place, in memory up to a bound and beyond it in scratch files, in the order in which they came. Not thread-safe.</summary>
internal sealed class StagedRows(IngestSettings settings, bool leavesEmptyColumnsOut, BufferPool pool) : IDisposable
{
    /// <summary>Rows of a row group of a scratch file: small enough that many of them can be merged at once.</summary>
    private const int GroupRows = 8192;

    private readonly SortedDictionary<StagePlace, Staged> _places = [];
    private long _bytes;
    private int _files;

    /// <summary>The places that have rows, in ascending order.</summary>
    public IEnumerable<StagePlace> Places => _places.Keys;

    /// <summary>The windows of all partitions.</summary>
    public int WindowCount { get; private set; }

    /// <summary>Adds rows to a place.</summary>
    public void Add(StagePlace place, RowBlock rows, ReadOnlySpan<int> chosen)
    {
        Staged staged = Find(place);
        long before = staged.Rows.MemoryBytes;
        staged.Rows.AppendRows(rows, chosen);
        staged.RowCount += chosen.Length;
        _bytes += staged.Rows.MemoryBytes - before;
        if (_bytes > settings.BufferedBytes)
        {
            Flush();
        }
    }

    /// <summary>Writes what is in memory to scratch files.</summary>
    public void Flush()
    {
        foreach (Staged staged in _places.Values)
        {
            if (staged.Rows.RowCount > 0)
            {
                staged.Files.Add(Write(staged.Rows));
                staged.Rows = new RowBlock(); // Not cleared: most places need less at a time once others have come.
            }
        }

        _bytes = 0;
    }

    /// <summary>The scratch files of a place, in the order of their rows.</summary>
    public IReadOnlyList<MergeInput> FilesOf(StagePlace place) => _places[place].Files;

    public long RowsOf(StagePlace place) => _places[place].RowCount;

    /// <summary>Deletes the scratch files of a place that is done.</summary>
    public void Release(StagePlace place)
    {
        Staged staged = _places[place];
        staged.Files.ForEach(file => File.Delete(file.Name));
        staged.Files.Clear();
    }

    public void Dispose()
    {
        foreach (StagePlace place in Places)
        {
            Release(place);
        }
    }

    private Staged Find(StagePlace place)
    {
        if (!_places.TryGetValue(place, out Staged? staged))
        {
            _places.Add(place, staged = new Staged());
            WindowCount += place.Window is not null ? 1 : 0;
        }

        return staged;
    }

    private MergeInput Write(RowBlock rows)
    {
        RowColumn[] columns = [.. rows.Columns.Where(column => !leavesEmptyColumnsOut || column.HasValues || column.Shape.Elements[0].Repetition == Repetition.Required)];
        string path = Path.Combine(settings.ScratchFolder, string.Create(CultureInfo.InvariantCulture, $"staged-{_files++:d6}.parquet"));
        Directory.CreateDirectory(settings.ScratchFolder);
        try
        {
            using FileStream stream = File.Create(path);
            var column = new ColumnWriterOptions { Codec = CompressionCodec.Lz4Raw };
            using var writer = new ParquetWriter(stream, ColumnShape.SchemaOf([.. columns.Select(c => c.Shape)]), new ParquetWriterOptions
            {
                Columns = _ => column,
                PageBytes = 64 << 10,
                DictionaryBytes = 64 << 10,
                Pool = pool,
                File = new ParquetFileWriterOptions { WriteColumnIndex = false },
            });
            for (int first = 0; first < rows.RowCount; first += GroupRows)
            {
                int end = Math.Min(first + GroupRows, rows.RowCount);
                int leaf = 0;
                foreach (ColumnBuffer buffer in columns.SelectMany(c => c.Leaves))
                {
                    buffer.WriteTo(writer.Columns[leaf++], first, end);
                }

                writer.EndRowGroup();
            }

            writer.Finish([]);
        }
        catch
        {
            File.Delete(path);
            throw;
        }

        return new MergeInput(path, () => FileRangeSource.Open(path), new FileInfo(path).Length);
    }

    private sealed class Staged
    {
        public RowBlock Rows { get; set; } = new();

        public long RowCount { get; set; }

        public List<MergeInput> Files { get; } = [];
    }
}
