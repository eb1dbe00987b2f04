using System.Globalization;
using Tenon.Ingest.Rows;
using Tenon.Merging;
using Tenon.Parquet;
using Tenon.Parquet.Memory;
using Tenon.Parquet.Metadata;
using Tenon.Parquet.Writing;
using Tenon.Splits;

namespace Tenon.Ingest.Staging;

/// <summary>Rows by window, in memory up to a bound and beyond it in scratch files, in the order in which they came. Not thread-safe.</summary>
internal sealed class StagedRows(IngestSettings settings, bool leavesEmptyColumnsOut, BufferPool pool) : IDisposable
{
    /// <summary>Rows of a row group of a scratch file: small enough that many of them can be merged at once.</summary>
    private const int GroupRows = 8192;

    private readonly SortedDictionary<long, Window> _windows = [];
    private Window? _untimed;
    private long _bytes;
    private int _files;

    /// <summary>The windows in ascending order; null is rows of an index that has no event time.</summary>
    public IEnumerable<TimeWindow?> Windows => _untimed is null ? _windows.Values.Select(window => window.Time) : [null];

    public int WindowCount => _windows.Count;

    /// <summary>Adds rows to a window.</summary>
    public void Add(TimeWindow? time, RowBlock rows, ReadOnlySpan<int> chosen)
    {
        Window window = time is TimeWindow key ? Find(key) : _untimed ??= new Window(null);
        long before = window.Rows.MemoryBytes;
        window.Rows.AppendRows(rows, chosen);
        window.RowCount += chosen.Length;
        _bytes += window.Rows.MemoryBytes - before;
        if (_bytes > settings.BufferedBytes)
        {
            Flush();
        }
    }

    /// <summary>Writes what is in memory to scratch files.</summary>
    public void Flush()
    {
        foreach (Window window in _untimed is null ? _windows.Values.AsEnumerable() : [_untimed])
        {
            if (window.Rows.RowCount > 0)
            {
                window.Files.Add(Write(window.Rows));
                window.Rows = new RowBlock(); // Not cleared: most windows need less at a time once others have come.
            }
        }

        _bytes = 0;
    }

    /// <summary>The scratch files of a window, in the order of their rows.</summary>
    public IReadOnlyList<MergeInput> FilesOf(TimeWindow? time) => WindowOf(time).Files;

    public long RowsOf(TimeWindow? time) => WindowOf(time).RowCount;

    /// <summary>Deletes the scratch files of a window that is done.</summary>
    public void Release(TimeWindow? time)
    {
        Window window = WindowOf(time);
        window.Files.ForEach(file => File.Delete(file.Name));
        window.Files.Clear();
    }

    public void Dispose()
    {
        foreach (TimeWindow? time in Windows)
        {
            Release(time);
        }
    }

    private Window WindowOf(TimeWindow? time) => time is TimeWindow key ? _windows[key.StartSeconds] : _untimed!; // Asked for what Windows gave.

    private Window Find(TimeWindow time)
    {
        if (!_windows.TryGetValue(time.StartSeconds, out Window? window))
        {
            _windows.Add(time.StartSeconds, window = new Window(time));
        }

        return window;
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

    private sealed class Window(TimeWindow? time)
    {
        public TimeWindow? Time => time;

        public RowBlock Rows { get; set; } = new();

        public long RowCount { get; set; }

        public List<MergeInput> Files { get; } = [];
    }
}
