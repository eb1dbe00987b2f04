using Tenon.Ingest.Conforming;
using Tenon.Ingest.Rows;
using Tenon.Parquet;
using Tenon.Parquet.Memory;

namespace Tenon.Ingest.Reading;

/// <summary>Reads a Parquet file that came from elsewhere. Not thread-safe.</summary>
internal sealed class ParquetSource : IRowSource
{
    private readonly IRangeSource _source;
    private readonly ParquetFile _file;
    private readonly ParquetBlocks _blocks;

    private ParquetSource(IRangeSource source, ParquetFile file, ParquetBlocks blocks) => (_source, _file, _blocks) = (source, file, blocks);

    /// <summary>Opens a file; its schema is judged before its first row, so that one without rows is judged too.</summary>
    public static ParquetSource Open(IngestSource source, RowRules rules, BufferPool pool)
    {
        IRangeSource range = source.Open();
        ParquetFile? file = null;
        try
        {
            file = ParquetFile.Open(range, pool);
            ColumnShape[] shapes = ColumnShape.Of(file.Schema);
            string? twice = shapes.GroupBy(shape => shape.Name, StringComparer.Ordinal).FirstOrDefault(group => group.Count() > 1)?.Key;
            if (twice is not null)
            {
                throw new IngestException($"{source.Name}, column '{twice}': two columns of this name; one is expected");
            }

            rules.CheckShapes(shapes);
            return new ParquetSource(range, file, new ParquetBlocks(file, pool));
        }
        catch
        {
            file?.Dispose();
            range.Dispose();
            throw;
        }
    }

    public RowBlock? Next() => _blocks.Next();

    public void Dispose()
    {
        _blocks.Dispose();
        _file.Dispose();
        _source.Dispose();
    }
}
