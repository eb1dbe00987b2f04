using System.Text;
using Tenon.Parquet;
using Tenon.Parquet.Memory;
using Tenon.Parquet.Metadata;
using Tenon.Parquet.Schema;
using Tenon.Parquet.Writing;
using Tenon.Splits;
using Tenon.Splits.Indexes;

namespace Tenon.Ingest.Tests;

/// <summary>A folder of its own, a clock that stands still, and ids from a seed; deleted with everything in it.</summary>
internal sealed class Workshop : IDisposable
{
    public const long Now = 1_700_003_600;

    private readonly SplitIdGenerator _ids = new(new StandingClock(), new Random(5));

    public Workshop()
    {
        Folder = Directory.CreateTempSubdirectory("tenon-ingest-").FullName;
        Settings = new IngestSettings
        {
            OutputFolder = Path.Combine(Folder, "out"),
            ScratchFolder = Path.Combine(Folder, "scratch"),
            MemoryBytes = 160L << 20,
            Threads = 2,
        };
    }

    public string Folder { get; }

    public IngestSettings Settings { get; set; }

    public IndexUid Index { get; } = IndexUid.Parse("x:01hav29d4xy3d462fs3d8k5q2h");

    /// <summary>Every file that is there, scratch and output.</summary>
    public string[] Files => [.. Directory.GetFiles(Folder, "*", SearchOption.AllDirectories).Select(path => Path.GetRelativePath(Folder, path)).Where(path => !path.StartsWith("in", StringComparison.Ordinal))];

    public Task<IngestResult> IngestAsync(IndexConfig config, IngestSource source, CancellationToken cancellationToken = default) =>
        new IngestWriter(Settings, new StandingClock()).WriteAsync(Index, config, source, _ids.Next(config.Kind), cancellationToken);

    public static IngestSource Text(IngestFormat format, string text) =>
        new("in.txt", format, () => new MemoryRangeSource(Encoding.UTF8.GetBytes(text), "in.txt"));

    public static IngestSource Parquet(ParquetSchema schema, Action<ParquetWriter> write)
    {
        var stream = new MemoryStream();
        using (var writer = new ParquetWriter(stream, schema))
        {
            write(writer);
            writer.Finish([]);
        }

        byte[] bytes = stream.ToArray();
        return new IngestSource("in.parquet", IngestFormat.Parquet, () => new MemoryRangeSource(bytes, "in.parquet"));
    }

    public async Task<string> RefusalAsync(IndexConfig config, IngestSource source)
    {
        IngestException refused = await Assert.ThrowsAsync<IngestException>(() => IngestAsync(config, source));
        Assert.Empty(Files);
        return refused.Message;
    }

    /// <summary>All rows of a file, each a map of its columns that are not null.</summary>
    public static List<Dictionary<string, object>> Rows(string path)
    {
        using var pool = new BufferPool();
        using ParquetFile file = ParquetFile.Open(path, pool);
        using var reader = new RecordReader(file, pool);
        var rows = new List<Dictionary<string, object>>();
        while (reader.Read() is object?[] fields)
        {
            var row = new Dictionary<string, object>(StringComparer.Ordinal);
            for (int i = 0; i < fields.Length; i++)
            {
                if (fields[i] is object value)
                {
                    SchemaNode column = file.Schema.Root.Children[i];
                    bool isText = column.Element.LogicalType?.Kind == LogicalTypeKind.String;
                    row.Add(column.Name, isText ? Encoding.UTF8.GetString((byte[])value) : ListOf(value) ?? value);
                }
            }

            rows.Add(row);
        }

        return rows;
    }

    /// <summary>The items of a list, which the reader nests as the file does; null for what is no list.</summary>
    private static List<object?>? ListOf(object value) =>
        value is object?[] { Length: 1 } group && group[0] is List<object?> items ? [.. items.Select(item => ((object?[])item!)[0])] : null; // Items are groups of one.

    public static T With<T>(string path, Func<FileMetadata, ParquetFile, T> use)
    {
        using var pool = new BufferPool();
        using ParquetFile file = ParquetFile.Open(path, pool);
        return use(file.Metadata, file);
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);

    private sealed class StandingClock : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => DateTimeOffset.FromUnixTimeSeconds(Now);
    }
}
