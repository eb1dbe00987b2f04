using Tenon.Merging.Assembly;
using Tenon.Merging.Content;
using Tenon.Merging.Planning;
using Tenon.Parquet;
using Tenon.Parquet.Memory;
using Tenon.Parquet.Schema;

namespace Tenon.Merging.Running;

/// <summary>A file that one pass reads.</summary>
/// <param name="Input">The file.</param>
/// <param name="IsScratch">Whether it is an intermediate file of ours: its row groups are never copied.</param>
/// <param name="Expected">For an intermediate file: the digest of what went into it.</param>
internal sealed record PassSource(MergeInput Input, bool IsScratch, RowDigest? Expected);

/// <summary>An opened source and where the union's columns are in it.</summary>
internal sealed class PassInput : IDisposable
{
    private readonly IRangeSource _source;

    private PassInput(PassSource source, IRangeSource range, ParquetFile file, ColumnSource[] columns) =>
        (Source, _source, File, Columns) = (source, range, file, columns);

    public PassSource Source { get; }

    public ParquetFile File { get; }

    /// <summary>For each leaf of the union.</summary>
    public ColumnSource[] Columns { get; }

    /// <summary>Whether every column that the file has is stored with the levels that the union gives it.</summary>
    public bool HasUnionLevels { get; private init; }

    public static PassInput Open(PassSource source, ParquetSchema union, BufferPool pool)
    {
        IRangeSource range = source.Input.Open();
        try
        {
            ParquetFile file = ParquetFile.Open(range, pool);
            var byPath = new Dictionary<string, ColumnDescriptor>(StringComparer.Ordinal);
            foreach (ColumnDescriptor column in file.Schema.Columns)
            {
                if (!byPath.TryAdd(string.Join('\0', column.Path), column))
                {
                    throw UnionSchema.Twice(file.Name, column.DottedPath);
                }
            }

            bool hasUnionLevels = true;
            var columns = new ColumnSource[union.Columns.Count];
            for (int i = 0; i < columns.Length; i++)
            {
                ColumnDescriptor column = union.Columns[i];
                if (byPath.TryGetValue(string.Join('\0', column.Path), out ColumnDescriptor? leaf))
                {
                    columns[i] = new ColumnSource(leaf.Index, LevelMap.Translate(leaf, column));
                    hasUnionLevels &= columns[i].Levels is null;
                }
                else
                {
                    columns[i] = new ColumnSource(-1, null);
                }
            }

            return new PassInput(source, range, file, columns) { HasUnionLevels = hasUnionLevels };
        }
        catch
        {
            range.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        File.Dispose();
        _source.Dispose();
    }
}
